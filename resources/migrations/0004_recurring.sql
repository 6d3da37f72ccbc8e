CREATE TABLE `creators` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`campaign_id` integer NOT NULL,
	`run_id` integer NOT NULL,
	`platform` text NOT NULL,
	`platform_id` text NOT NULL,
	`handle` text NOT NULL,
	`full_name` text DEFAULT '' NOT NULL,
	`followers` integer,
	`engagement_percent` real,
	`status` text NOT NULL,
	`reason` text DEFAULT '' NOT NULL,
	`chain_at` integer DEFAULT 0 NOT NULL,
	`purchase_id` integer,
	`answer` text,
	`enrollment_id` integer,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL,
	FOREIGN KEY (`campaign_id`) REFERENCES `campaigns`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE UNIQUE INDEX `creators_id` ON `creators` (`campaign_id`,`platform`,`platform_id`);--> statement-breakpoint
CREATE UNIQUE INDEX `creators_handle` ON `creators` (`campaign_id`,`platform`,`handle`);--> statement-breakpoint
CREATE INDEX `creators_status` ON `creators` (`campaign_id`,`status`,`id`);--> statement-breakpoint
CREATE INDEX `creators_run` ON `creators` (`run_id`,`id`);--> statement-breakpoint
CREATE INDEX `creators_purchase` ON `creators` (`purchase_id`) WHERE purchase_id is not null;--> statement-breakpoint
CREATE INDEX `creators_campaign` ON `creators` (`campaign_id`,`id`);--> statement-breakpoint
CREATE INDEX `creators_enrollment` ON `creators` (`enrollment_id`) WHERE enrollment_id is not null;--> statement-breakpoint
CREATE TABLE `discoveries` (
	`campaign_id` integer PRIMARY KEY NOT NULL,
	`criteria` text NOT NULL,
	`enrichment` text NOT NULL,
	`runs` integer DEFAULT 30 NOT NULL,
	`per_run` integer,
	`follow_ups_first` integer DEFAULT true NOT NULL,
	`share` integer DEFAULT 1 NOT NULL,
	`empty_runs` integer DEFAULT 0 NOT NULL,
	FOREIGN KEY (`campaign_id`) REFERENCES `campaigns`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE TABLE `providers` (
	`kind` text PRIMARY KEY NOT NULL,
	`account` text DEFAULT '' NOT NULL,
	`settings` text DEFAULT '{}' NOT NULL,
	`connected` integer DEFAULT false NOT NULL,
	`has_webhook_token` integer DEFAULT false NOT NULL,
	`checked_at` integer,
	`problem` text DEFAULT '' NOT NULL,
	`credits_left` text,
	`updated_at` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `purchases` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`campaign_id` integer,
	`run_id` integer,
	`provider` text NOT NULL,
	`kind` text NOT NULL,
	`status` text NOT NULL,
	`ref` text DEFAULT '' NOT NULL,
	`items` integer DEFAULT 0 NOT NULL,
	`millicredits` integer,
	`poll_at` integer DEFAULT 0 NOT NULL,
	`polls` integer DEFAULT 0 NOT NULL,
	`message` text DEFAULT '' NOT NULL,
	`asked_at` integer NOT NULL,
	`answered_at` integer
);
--> statement-breakpoint
CREATE INDEX `purchases_run` ON `purchases` (`run_id`,`id`);--> statement-breakpoint
CREATE INDEX `purchases_campaign` ON `purchases` (`campaign_id`,`id`);--> statement-breakpoint
CREATE INDEX `purchases_open` ON `purchases` (`status`,`poll_at`) WHERE status in ('asking', 'waiting');--> statement-breakpoint
CREATE TABLE `reports` (
	`campaign_id` integer PRIMARY KEY NOT NULL,
	`status` text NOT NULL,
	`reason` text DEFAULT '' NOT NULL,
	`due_at` integer NOT NULL,
	`attempts` integer DEFAULT 0 NOT NULL,
	`mailbox_id` integer,
	`message_id` text,
	`created_at` integer NOT NULL,
	`sent_at` integer,
	FOREIGN KEY (`campaign_id`) REFERENCES `campaigns`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `reports_open` ON `reports` (`status`,`due_at`) WHERE status in ('scheduled', 'sending');--> statement-breakpoint
CREATE TABLE `runs` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`campaign_id` integer NOT NULL,
	`number` integer,
	`day` text NOT NULL,
	`status` text NOT NULL,
	`stage` text NOT NULL,
	`reason` text DEFAULT '' NOT NULL,
	`closes_at` integer NOT NULL,
	`wanted` integer DEFAULT 0 NOT NULL,
	`next_page` integer DEFAULT 1 NOT NULL,
	`page_size` integer DEFAULT 50 NOT NULL,
	`found` integer DEFAULT 0 NOT NULL,
	`already_known` integer DEFAULT 0 NOT NULL,
	`retry_at` integer DEFAULT 0 NOT NULL,
	`attempts` integer DEFAULT 0 NOT NULL,
	`plan_key` text DEFAULT '' NOT NULL,
	`planned_at` integer DEFAULT 0 NOT NULL,
	`emails_found` integer DEFAULT 0 NOT NULL,
	`planned` integer DEFAULT 0 NOT NULL,
	`sent` integer DEFAULT 0 NOT NULL,
	`follow_ups` integer DEFAULT 0 NOT NULL,
	`carried_over` integer DEFAULT 0 NOT NULL,
	`credits_used` integer DEFAULT 0 NOT NULL,
	`started_at` integer,
	`finished_at` integer,
	FOREIGN KEY (`campaign_id`) REFERENCES `campaigns`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE UNIQUE INDEX `runs_day` ON `runs` (`campaign_id`,`day`);--> statement-breakpoint
CREATE UNIQUE INDEX `runs_number` ON `runs` (`campaign_id`,`number`) WHERE number is not null;--> statement-breakpoint
CREATE INDEX `runs_open` ON `runs` (`campaign_id`) WHERE status = 'running';--> statement-breakpoint
DROP INDEX `ledger_campaign`;--> statement-breakpoint
CREATE INDEX `ledger_campaign` ON `ledger` (`campaign_id`,`at`);--> statement-breakpoint
ALTER TABLE `campaigns` ADD `test_mode` integer DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE `enrollments` ADD `run_id` integer;--> statement-breakpoint
ALTER TABLE `workspace` ADD `leave_out_days` integer;