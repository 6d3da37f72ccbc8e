CREATE TABLE `campaign_mailboxes` (
	`campaign_id` integer NOT NULL,
	`mailbox_id` integer NOT NULL,
	`position` integer NOT NULL,
	PRIMARY KEY(`campaign_id`, `mailbox_id`),
	FOREIGN KEY (`campaign_id`) REFERENCES `campaigns`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`mailbox_id`) REFERENCES `mailboxes`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE TABLE `campaigns` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`version` integer DEFAULT 1 NOT NULL,
	`name` text NOT NULL,
	`audience` text DEFAULT 'list' NOT NULL,
	`status` text DEFAULT 'draft' NOT NULL,
	`reason` text DEFAULT '' NOT NULL,
	`days` text NOT NULL,
	`start_time` text NOT NULL,
	`end_time` text NOT NULL,
	`zone` text NOT NULL,
	`start_date` text,
	`stop_by_company` integer DEFAULT false NOT NULL,
	`opt_out_line` text NOT NULL,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL,
	`activated_at` integer,
	`finished_at` integer
);
--> statement-breakpoint
CREATE TABLE `contact_fields` (
	`name` text PRIMARY KEY NOT NULL
);
--> statement-breakpoint
CREATE TABLE `contact_tags` (
	`tag` text NOT NULL,
	`contact_id` integer NOT NULL,
	PRIMARY KEY(`tag`, `contact_id`),
	FOREIGN KEY (`contact_id`) REFERENCES `contacts`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `contact_tags_contact` ON `contact_tags` (`contact_id`);--> statement-breakpoint
CREATE TABLE `contacts` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`email` text NOT NULL,
	`email_key` text NOT NULL,
	`domain` text NOT NULL,
	`first_name` text DEFAULT '' NOT NULL,
	`last_name` text DEFAULT '' NOT NULL,
	`full_name` text DEFAULT '' NOT NULL,
	`company_name` text DEFAULT '' NOT NULL,
	`custom_fields` text DEFAULT '{}' NOT NULL,
	`import_id` integer,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL,
	`last_contacted_at` integer
);
--> statement-breakpoint
CREATE UNIQUE INDEX `contacts_email_key` ON `contacts` (`email_key`);--> statement-breakpoint
CREATE INDEX `contacts_last_name` ON `contacts` ("last_name" collate nocase,`id`);--> statement-breakpoint
CREATE INDEX `contacts_company` ON `contacts` ("company_name" collate nocase,`id`);--> statement-breakpoint
CREATE INDEX `contacts_domain` ON `contacts` (`domain`,`id`);--> statement-breakpoint
CREATE INDEX `contacts_contacted` ON `contacts` (coalesce(last_contacted_at, 0),`id`);--> statement-breakpoint
CREATE INDEX `contacts_import` ON `contacts` (`import_id`) WHERE import_id is not null;--> statement-breakpoint
CREATE TABLE `credit_days` (
	`day` text PRIMARY KEY NOT NULL,
	`used` integer DEFAULT 0 NOT NULL
);
--> statement-breakpoint
CREATE TABLE `cursors` (
	`mailbox_id` integer NOT NULL,
	`role` text NOT NULL,
	`uid_validity` text NOT NULL,
	`uid` integer NOT NULL,
	`updated_at` integer NOT NULL,
	PRIMARY KEY(`mailbox_id`, `role`)
);
--> statement-breakpoint
CREATE TABLE `drafts` (
	`send_id` integer PRIMARY KEY NOT NULL,
	`to` text NOT NULL,
	`subject` text NOT NULL,
	`text` text NOT NULL,
	`html` text NOT NULL,
	`in_reply_to` text DEFAULT '' NOT NULL,
	`references` text DEFAULT '' NOT NULL,
	`written_at` integer NOT NULL,
	FOREIGN KEY (`send_id`) REFERENCES `sends`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE TABLE `enrollments` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`campaign_id` integer NOT NULL,
	`contact_id` integer,
	`address_hash` text NOT NULL,
	`status` text NOT NULL,
	`reason` text DEFAULT '' NOT NULL,
	`mailbox_id` integer,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL,
	`finished_at` integer,
	FOREIGN KEY (`campaign_id`) REFERENCES `campaigns`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`contact_id`) REFERENCES `contacts`(`id`) ON UPDATE no action ON DELETE set null
);
--> statement-breakpoint
CREATE UNIQUE INDEX `enrollments_address` ON `enrollments` (`campaign_id`,`address_hash`);--> statement-breakpoint
CREATE INDEX `enrollments_contact` ON `enrollments` (`contact_id`);--> statement-breakpoint
CREATE INDEX `enrollments_status` ON `enrollments` (`campaign_id`,`status`,`id`);--> statement-breakpoint
CREATE INDEX `enrollments_campaign` ON `enrollments` (`campaign_id`,`id`);--> statement-breakpoint
CREATE TABLE `events` (
	`seq` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`at` integer NOT NULL,
	`type` text NOT NULL,
	`campaign_id` integer,
	`enrollment_id` integer,
	`contact_id` integer,
	`mailbox_id` integer,
	`send_id` integer,
	`incoming_id` integer,
	`message` text DEFAULT '' NOT NULL
);
--> statement-breakpoint
CREATE INDEX `events_enrollment` ON `events` (`enrollment_id`,`seq`) WHERE enrollment_id is not null;--> statement-breakpoint
CREATE TABLE `import_rejects` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`import_id` integer NOT NULL,
	`line` integer NOT NULL,
	`reason` text NOT NULL,
	`row` text NOT NULL,
	FOREIGN KEY (`import_id`) REFERENCES `imports`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `import_rejects_import` ON `import_rejects` (`import_id`,`id`);--> statement-breakpoint
CREATE TABLE `imports` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`file_name` text NOT NULL,
	`upload_path` text NOT NULL,
	`status` text NOT NULL,
	`reason` text DEFAULT '' NOT NULL,
	`options` text NOT NULL,
	`bytes_total` integer DEFAULT 0 NOT NULL,
	`bytes_read` integer DEFAULT 0 NOT NULL,
	`rows_read` integer DEFAULT 0 NOT NULL,
	`created` integer DEFAULT 0 NOT NULL,
	`merged` integer DEFAULT 0 NOT NULL,
	`skipped` integer DEFAULT 0 NOT NULL,
	`rejected` integer DEFAULT 0 NOT NULL,
	`started_at` integer NOT NULL,
	`finished_at` integer
);
--> statement-breakpoint
CREATE TABLE `incoming` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`mailbox_id` integer NOT NULL,
	`message_key` text NOT NULL,
	`role` text NOT NULL,
	`uid_validity` text NOT NULL,
	`uid` integer NOT NULL,
	`class` text NOT NULL,
	`from_address` text DEFAULT '' NOT NULL,
	`subject` text DEFAULT '' NOT NULL,
	`text` text DEFAULT '' NOT NULL,
	`enrollment_id` integer,
	`send_id` integer,
	`received_at` integer NOT NULL,
	`created_at` integer NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `incoming_once` ON `incoming` (`mailbox_id`,`message_key`);--> statement-breakpoint
CREATE INDEX `incoming_enrollment` ON `incoming` (`enrollment_id`,`id`);--> statement-breakpoint
CREATE TABLE `jobs` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`kind` text NOT NULL,
	`ref_id` integer NOT NULL,
	`run_at` integer NOT NULL,
	`attempts` integer DEFAULT 0 NOT NULL,
	`last_error` text DEFAULT '' NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `jobs_once` ON `jobs` (`kind`,`ref_id`);--> statement-breakpoint
CREATE INDEX `jobs_due` ON `jobs` (`run_at`);--> statement-breakpoint
CREATE TABLE `ledger` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`at` integer NOT NULL,
	`day` text NOT NULL,
	`kind` text NOT NULL,
	`credits` integer NOT NULL,
	`ref_id` integer NOT NULL,
	`campaign_id` integer,
	`enrollment_id` integer
);
--> statement-breakpoint
CREATE UNIQUE INDEX `ledger_once` ON `ledger` (`kind`,`ref_id`);--> statement-breakpoint
CREATE INDEX `ledger_day` ON `ledger` (`day`,`id`);--> statement-breakpoint
CREATE INDEX `ledger_campaign` ON `ledger` (`campaign_id`);--> statement-breakpoint
CREATE TABLE `mailbox_days` (
	`mailbox_id` integer NOT NULL,
	`day` text NOT NULL,
	`claimed` integer DEFAULT 0 NOT NULL,
	PRIMARY KEY(`mailbox_id`, `day`)
);
--> statement-breakpoint
CREATE TABLE `mailboxes` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`email` text NOT NULL,
	`sender_name` text DEFAULT '' NOT NULL,
	`preset` text DEFAULT 'other' NOT NULL,
	`smtp` text NOT NULL,
	`imap` text NOT NULL,
	`auth` text NOT NULL,
	`daily_cap` integer NOT NULL,
	`gap_seconds` integer NOT NULL,
	`gap_jitter_seconds` integer NOT NULL,
	`signature` text DEFAULT '' NOT NULL,
	`postal_address` text DEFAULT '' NOT NULL,
	`save_sent_copy` integer DEFAULT true NOT NULL,
	`allow_unencrypted` integer DEFAULT false NOT NULL,
	`allow_invalid_certificate` integer DEFAULT false NOT NULL,
	`status` text DEFAULT 'active' NOT NULL,
	`reason` text DEFAULT '' NOT NULL,
	`failures_in_row` integer DEFAULT 0 NOT NULL,
	`next_send_at` integer DEFAULT 0 NOT NULL,
	`next_sync_at` integer DEFAULT 0 NOT NULL,
	`last_synced_at` integer,
	`sync_error` text,
	`sync_failures` integer DEFAULT 0 NOT NULL,
	`tested_at` integer,
	`created_at` integer NOT NULL,
	`removed_at` integer
);
--> statement-breakpoint
CREATE TABLE `sends` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`campaign_id` integer NOT NULL,
	`enrollment_id` integer NOT NULL,
	`step_id` integer NOT NULL,
	`mailbox_id` integer NOT NULL,
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
	FOREIGN KEY (`enrollment_id`) REFERENCES `enrollments`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`step_id`) REFERENCES `steps`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `sends_once` ON `sends` (`enrollment_id`,`step_id`);--> statement-breakpoint
CREATE UNIQUE INDEX `sends_message_id` ON `sends` (`message_id`);--> statement-breakpoint
CREATE INDEX `sends_due` ON `sends` (`campaign_id`,`mailbox_id`,`due_at`,`id`) WHERE status = 'scheduled' and held is null;--> statement-breakpoint
CREATE INDEX `sends_held` ON `sends` (`campaign_id`,`held`) WHERE status = 'scheduled' and held is not null;--> statement-breakpoint
CREATE INDEX `sends_open` ON `sends` (`status`,`campaign_id`) WHERE status in ('sending', 'unconfirmed');--> statement-breakpoint
CREATE INDEX `sends_step` ON `sends` (`step_id`,`status`);--> statement-breakpoint
CREATE INDEX `sends_campaign` ON `sends` (`campaign_id`,`status`,`sent_at`);--> statement-breakpoint
CREATE TABLE `steps` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`campaign_id` integer NOT NULL,
	`position` integer NOT NULL,
	`channel` text DEFAULT 'email' NOT NULL,
	`subject` text DEFAULT '' NOT NULL,
	`body` text NOT NULL,
	`delay_days` integer DEFAULT 0 NOT NULL,
	`delay_hours` integer DEFAULT 0 NOT NULL,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL,
	`removed_at` integer,
	FOREIGN KEY (`campaign_id`) REFERENCES `campaigns`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `steps_campaign` ON `steps` (`campaign_id`,`position`);--> statement-breakpoint
CREATE TABLE `suppressions` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`kind` text NOT NULL,
	`hash` text NOT NULL,
	`value` text,
	`reason` text NOT NULL,
	`note` text DEFAULT '' NOT NULL,
	`created_at` integer NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `suppressions_hash` ON `suppressions` (`hash`);--> statement-breakpoint
CREATE TABLE `workspace` (
	`id` text PRIMARY KEY NOT NULL,
	`name` text NOT NULL,
	`zone` text NOT NULL,
	`postal_address` text DEFAULT '' NOT NULL,
	`daily_credits` integer DEFAULT 200 NOT NULL,
	`paused` integer DEFAULT false NOT NULL,
	`created_at` integer NOT NULL
);
