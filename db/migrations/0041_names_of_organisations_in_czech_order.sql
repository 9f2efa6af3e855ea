-- Lists of organisations, of people by their whole name, and of sign-in services follow the order of Czech too, whoever asks for them.
-- The trigger names the column, and has to stand aside.
DROP TRIGGER organisation_version_changed ON organisation;
--> statement-breakpoint
ALTER TABLE organisation ALTER COLUMN name SET DATA TYPE text COLLATE "cs-x-icu";
--> statement-breakpoint
CREATE TRIGGER organisation_version_changed AFTER UPDATE ON organisation FOR EACH ROW
	WHEN ((OLD.parent_id, OLD.kind, OLD.name, OLD.ico, OLD.data_box, OLD.address, OLD.merged_into, OLD.valid_from, OLD.valid_until)
		IS DISTINCT FROM (NEW.parent_id, NEW.kind, NEW.name, NEW.ico, NEW.data_box, NEW.address, NEW.merged_into, NEW.valid_from, NEW.valid_until))
	EXECUTE FUNCTION sal_organisation_version();
--> statement-breakpoint
ALTER TABLE person ALTER COLUMN name SET DATA TYPE text COLLATE "cs-x-icu";
--> statement-breakpoint
ALTER TABLE provider ALTER COLUMN name SET DATA TYPE text COLLATE "cs-x-icu";
