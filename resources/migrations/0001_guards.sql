CREATE TRIGGER `ledger_no_update` BEFORE UPDATE ON `ledger` BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END;--> statement-breakpoint
CREATE TRIGGER `ledger_no_delete` BEFORE DELETE ON `ledger` BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END;--> statement-breakpoint
CREATE VIRTUAL TABLE `contacts_search` USING fts5(email, full_name, company_name, content='contacts', content_rowid='id', tokenize='unicode61 remove_diacritics 2', detail='none', columnsize=0, prefix='1 2 3 4 5 6 7');--> statement-breakpoint
CREATE TRIGGER `contacts_search_insert` AFTER INSERT ON `contacts` BEGIN
  INSERT INTO contacts_search(rowid, email, full_name, company_name) VALUES (new.id, new.email, new.full_name, new.company_name);
END;--> statement-breakpoint
CREATE TRIGGER `contacts_search_delete` AFTER DELETE ON `contacts` BEGIN
  INSERT INTO contacts_search(contacts_search, rowid, email, full_name, company_name) VALUES ('delete', old.id, old.email, old.full_name, old.company_name);
END;--> statement-breakpoint
CREATE TRIGGER `contacts_search_update` AFTER UPDATE OF email, full_name, company_name ON `contacts`
WHEN old.email <> new.email OR old.full_name <> new.full_name OR old.company_name <> new.company_name BEGIN
  INSERT INTO contacts_search(contacts_search, rowid, email, full_name, company_name) VALUES ('delete', old.id, old.email, old.full_name, old.company_name);
  INSERT INTO contacts_search(rowid, email, full_name, company_name) VALUES (new.id, new.email, new.full_name, new.company_name);
END;
