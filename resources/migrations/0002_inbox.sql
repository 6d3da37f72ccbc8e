CREATE TABLE `answers` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`thread_id` integer NOT NULL,
	`mailbox_id` integer NOT NULL,
	`status` text NOT NULL,
	`reason` text DEFAULT '' NOT NULL,
	`due_at` integer NOT NULL,
	`attempts` integer DEFAULT 0 NOT NULL,
	`to` text NOT NULL,
	`subject` text NOT NULL,
	`text` text NOT NULL,
	`html` text NOT NULL,
	`in_reply_to` text DEFAULT '' NOT NULL,
	`references` text DEFAULT '' NOT NULL,
	`message_id` text,
	`claimed_at` integer,
	`claimed_day` text,
	`sent_at` integer,
	`created_at` integer NOT NULL,
	FOREIGN KEY (`thread_id`) REFERENCES `threads`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `answers_thread` ON `answers` (`thread_id`,`id`);--> statement-breakpoint
CREATE INDEX `answers_due` ON `answers` (`due_at`) WHERE status = 'scheduled';--> statement-breakpoint
CREATE INDEX `answers_open` ON `answers` (`status`) WHERE status in ('sending', 'unconfirmed', 'failed');--> statement-breakpoint
CREATE UNIQUE INDEX `answers_message_id` ON `answers` (`message_id`);--> statement-breakpoint
CREATE TABLE `threads` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`enrollment_id` integer NOT NULL,
	`mailbox_id` integer NOT NULL,
	`unread` integer DEFAULT true NOT NULL,
	`state` text DEFAULT 'open' NOT NULL,
	`snoozed_until` integer,
	`mark` text,
	`draft` text DEFAULT '' NOT NULL,
	`last_at` integer NOT NULL,
	`created_at` integer NOT NULL,
	FOREIGN KEY (`enrollment_id`) REFERENCES `enrollments`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE UNIQUE INDEX `threads_once` ON `threads` (`enrollment_id`);--> statement-breakpoint
CREATE INDEX `threads_state` ON `threads` (`state`,`last_at`,`id`);--> statement-breakpoint
CREATE INDEX `threads_last` ON `threads` (`last_at`,`id`);--> statement-breakpoint
CREATE INDEX `threads_unread` ON `threads` (`last_at`) WHERE unread = 1;--> statement-breakpoint
CREATE INDEX `threads_snoozed` ON `threads` (`snoozed_until`) WHERE state = 'snoozed';--> statement-breakpoint
ALTER TABLE `incoming` ADD `quoted` text DEFAULT '' NOT NULL;--> statement-breakpoint
ALTER TABLE `incoming` ADD `html` text DEFAULT '' NOT NULL;--> statement-breakpoint
ALTER TABLE `workspace` ADD `guide_done` integer DEFAULT false NOT NULL;--> statement-breakpoint
INSERT INTO `threads` (`enrollment_id`, `mailbox_id`, `last_at`, `created_at`)
SELECT `enrollment_id`, max(`mailbox_id`), max(`received_at`), min(`created_at`) FROM `incoming`
WHERE `class` IN ('reply', 'unsubscribe') AND `enrollment_id` IN (SELECT `id` FROM `enrollments`) GROUP BY `enrollment_id`;
