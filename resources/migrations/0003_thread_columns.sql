DROP INDEX `threads_unread`;--> statement-breakpoint
ALTER TABLE `threads` ADD `campaign_id` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `threads` ADD `email` text DEFAULT '' NOT NULL;--> statement-breakpoint
ALTER TABLE `threads` ADD `subject` text DEFAULT '' NOT NULL;--> statement-breakpoint
CREATE INDEX `threads_campaign` ON `threads` (`campaign_id`,`last_at`,`id`,`state`);--> statement-breakpoint
CREATE INDEX `threads_mark` ON `threads` (`mark`,`last_at`,`id`) WHERE mark is not null;--> statement-breakpoint
CREATE INDEX `threads_unread` ON `threads` (`last_at`,`id`) WHERE unread = 1;--> statement-breakpoint
ALTER TABLE `answers` ADD `body` text DEFAULT '' NOT NULL;--> statement-breakpoint
UPDATE `threads` SET
  `campaign_id` = coalesce((SELECT `campaign_id` FROM `enrollments` WHERE `id` = `enrollment_id`), 0),
  `email` = coalesce((SELECT `from_address` FROM `incoming` i WHERE i.`enrollment_id` = `threads`.`enrollment_id` AND i.`class` IN ('reply', 'unsubscribe') ORDER BY i.`id` DESC LIMIT 1), ''),
  `subject` = coalesce((SELECT `subject` FROM `incoming` i WHERE i.`enrollment_id` = `threads`.`enrollment_id` AND i.`class` IN ('reply', 'unsubscribe') ORDER BY i.`id` DESC LIMIT 1), '');
