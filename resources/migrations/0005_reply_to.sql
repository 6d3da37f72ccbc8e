ALTER TABLE `threads` ADD `reply_to` text DEFAULT '' NOT NULL;--> statement-breakpoint
CREATE INDEX `threads_email` ON `threads` (`email`);--> statement-breakpoint
CREATE INDEX `threads_reply_to` ON `threads` (`reply_to`);--> statement-breakpoint
CREATE INDEX `answers_to` ON `answers` (`to`);