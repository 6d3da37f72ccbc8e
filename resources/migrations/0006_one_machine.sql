-- Messages of a sequence, answers by hand and reports become rows of one table. Answers and reports get ids after the last
-- one that a Send ever had, and so does what names them: the ledger, and what is left to do about them.
CREATE TABLE `__moved` (`answers` integer NOT NULL, `reports` integer NOT NULL);--> statement-breakpoint
INSERT INTO `__moved` SELECT s.last, s.last + a.last FROM
  (SELECT max(coalesce((SELECT seq FROM sqlite_sequence WHERE name = 'sends'), 0), coalesce((SELECT max(id) FROM `sends`), 0)) AS last) s,
  (SELECT max(coalesce((SELECT seq FROM sqlite_sequence WHERE name = 'answers'), 0), coalesce((SELECT max(id) FROM `answers`), 0)) AS last) a;--> statement-breakpoint
CREATE TABLE `__new_sends` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`purpose` text NOT NULL,
	`campaign_id` integer,
	`enrollment_id` integer,
	`step_id` integer,
	`thread_id` integer,
	`mailbox_id` integer,
	`to` text DEFAULT '' NOT NULL,
	`status` text NOT NULL,
	`reason` text DEFAULT '' NOT NULL,
	`held` text,
	`due_at` integer NOT NULL,
	`attempts` integer DEFAULT 0 NOT NULL,
	`message_id` text,
	`claimed_at` integer,
	`claimed_day` text,
	`sent_at` integer,
	`created_at` integer NOT NULL,
	FOREIGN KEY (`campaign_id`) REFERENCES `campaigns`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`enrollment_id`) REFERENCES `enrollments`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`step_id`) REFERENCES `steps`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`thread_id`) REFERENCES `threads`(`id`) ON UPDATE no action ON DELETE cascade
);--> statement-breakpoint
INSERT INTO `__new_sends` (`id`, `purpose`, `campaign_id`, `enrollment_id`, `step_id`, `thread_id`, `mailbox_id`, `to`, `status`, `reason`, `held`, `due_at`, `attempts`, `message_id`, `claimed_at`, `claimed_day`, `sent_at`, `created_at`)
SELECT s.id, 'step', s.campaign_id, s.enrollment_id, s.step_id, NULL, s.mailbox_id, coalesce(d."to", ''), s.status, s.reason, s.held, s.due_at,
  s.attempts, s.message_id, s.claimed_at, s.claimed_day, s.sent_at, s.created_at
FROM `sends` s LEFT JOIN `drafts` d ON d.send_id = s.id ORDER BY s.id;--> statement-breakpoint
INSERT INTO `__new_sends` (`id`, `purpose`, `campaign_id`, `enrollment_id`, `step_id`, `thread_id`, `mailbox_id`, `to`, `status`, `reason`, `held`, `due_at`, `attempts`, `message_id`, `claimed_at`, `claimed_day`, `sent_at`, `created_at`)
SELECT a.id + m.answers, 'answer', NULL, NULL, NULL, a.thread_id, a.mailbox_id, a."to", a.status, a.reason, NULL, a.due_at,
  a.attempts, a.message_id, a.claimed_at, a.claimed_day, a.sent_at, a.created_at
FROM `answers` a, `__moved` m ORDER BY a.id;--> statement-breakpoint
INSERT INTO `__new_sends` (`id`, `purpose`, `campaign_id`, `enrollment_id`, `step_id`, `thread_id`, `mailbox_id`, `to`, `status`, `reason`, `held`, `due_at`, `attempts`, `message_id`, `claimed_at`, `claimed_day`, `sent_at`, `created_at`)
SELECT row_number() OVER (ORDER BY r.created_at, r.campaign_id) + m.reports, 'report', r.campaign_id, NULL, NULL, NULL, r.mailbox_id,
  CASE WHEN r.message_id IS NULL THEN '' ELSE coalesce(b.email, '') END, r.status, r.reason, NULL, r.due_at,
  r.attempts, r.message_id, NULL, NULL, r.sent_at, r.created_at
FROM `reports` r LEFT JOIN `mailboxes` b ON b.id = r.mailbox_id, `__moved` m;--> statement-breakpoint
CREATE TABLE `__kept_drafts` AS
SELECT send_id, subject, '' AS body, text, html, in_reply_to, "references", written_at FROM `drafts`
UNION ALL
SELECT a.id + m.answers, a.subject, a.body, a.text, a.html, a.in_reply_to, a."references", a.created_at FROM `answers` a, `__moved` m;--> statement-breakpoint
UPDATE `jobs` SET kind = CASE kind WHEN 'confirm_answer' THEN 'confirm' ELSE 'save_sent' END, ref_id = ref_id + (SELECT answers FROM `__moved`)
WHERE kind IN ('confirm_answer', 'save_answer');--> statement-breakpoint
INSERT INTO `jobs` (kind, ref_id, run_at) SELECT 'confirm', id, due_at FROM `__new_sends`
WHERE purpose = 'report' AND status = 'unconfirmed' AND due_at > 0 AND message_id IS NOT NULL;--> statement-breakpoint
DROP TRIGGER `ledger_no_update`;--> statement-breakpoint
-- In two steps, or an id that is moved could meet one that is not yet.
UPDATE `ledger` SET ref_id = -(ref_id + (SELECT answers FROM `__moved`)) WHERE kind = 'answer';--> statement-breakpoint
UPDATE `ledger` SET ref_id = -ref_id WHERE kind = 'answer' AND ref_id < 0;--> statement-breakpoint
CREATE TRIGGER `ledger_no_update` BEFORE UPDATE ON `ledger` BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END;--> statement-breakpoint
DROP TABLE `drafts`;--> statement-breakpoint
DROP TABLE `sends`;--> statement-breakpoint
DROP TABLE `answers`;--> statement-breakpoint
DROP TABLE `reports`;--> statement-breakpoint
ALTER TABLE `__new_sends` RENAME TO `sends`;--> statement-breakpoint
-- No id is given a second time, also where the last messages are gone.
DELETE FROM sqlite_sequence WHERE name = 'sends';--> statement-breakpoint
INSERT INTO sqlite_sequence (name, seq) SELECT 'sends', max(m.reports, coalesce((SELECT max(id) FROM `sends`), 0)) FROM `__moved` m;--> statement-breakpoint
CREATE TABLE `drafts` (
	`send_id` integer PRIMARY KEY NOT NULL,
	`subject` text NOT NULL,
	`body` text DEFAULT '' NOT NULL,
	`text` text NOT NULL,
	`html` text NOT NULL,
	`in_reply_to` text DEFAULT '' NOT NULL,
	`references` text DEFAULT '' NOT NULL,
	`written_at` integer NOT NULL,
	FOREIGN KEY (`send_id`) REFERENCES `sends`(`id`) ON UPDATE no action ON DELETE cascade
);--> statement-breakpoint
INSERT INTO `drafts` (`send_id`, `subject`, `body`, `text`, `html`, `in_reply_to`, `references`, `written_at`)
SELECT send_id, subject, body, text, html, in_reply_to, "references", written_at FROM `__kept_drafts` ORDER BY send_id;--> statement-breakpoint
ALTER TABLE `mailboxes` ADD `failing` text DEFAULT '' NOT NULL;--> statement-breakpoint
DROP TABLE `__kept_drafts`;--> statement-breakpoint
DROP TABLE `__moved`;--> statement-breakpoint
CREATE UNIQUE INDEX `sends_once` ON `sends` (`enrollment_id`,`step_id`);--> statement-breakpoint
CREATE UNIQUE INDEX `sends_message_id` ON `sends` (`message_id`);--> statement-breakpoint
CREATE INDEX `sends_due` ON `sends` (`campaign_id`,`mailbox_id`,`due_at`,`id`) WHERE purpose = 'step' and status = 'scheduled' and held is null;--> statement-breakpoint
CREATE INDEX `sends_held` ON `sends` (`campaign_id`,`held`) WHERE purpose = 'step' and status = 'scheduled' and held is not null;--> statement-breakpoint
CREATE INDEX `sends_open` ON `sends` (`status`,`campaign_id`) WHERE purpose = 'step' and status in ('sending', 'unconfirmed');--> statement-breakpoint
CREATE INDEX `sends_step` ON `sends` (`step_id`,`status`,`purpose`);--> statement-breakpoint
CREATE INDEX `sends_campaign` ON `sends` (`campaign_id`,`purpose`,`status`,`sent_at`);--> statement-breakpoint
CREATE INDEX `sends_thread` ON `sends` (`thread_id`,`id`) WHERE thread_id is not null;--> statement-breakpoint
CREATE INDEX `sends_answer_to` ON `sends` (`to`) WHERE purpose = 'answer';--> statement-breakpoint
CREATE INDEX `sends_answer_due` ON `sends` (`due_at`) WHERE purpose = 'answer' and status = 'scheduled';--> statement-breakpoint
CREATE INDEX `sends_answer_open` ON `sends` (`status`) WHERE purpose = 'answer' and status in ('sending', 'unconfirmed', 'failed');--> statement-breakpoint
CREATE UNIQUE INDEX `sends_report` ON `sends` (`campaign_id`) WHERE purpose = 'report';--> statement-breakpoint
CREATE INDEX `sends_report_status` ON `sends` (`status`,`due_at`) WHERE purpose = 'report';
