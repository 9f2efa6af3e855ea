DROP INDEX "audit_concern_entry";--> statement-breakpoint
DROP INDEX "audit_entry_trouble";--> statement-breakpoint
DROP INDEX "audit_entry_trouble_action";--> statement-breakpoint
DROP INDEX "audit_entry_trouble_organisation";--> statement-breakpoint
ALTER TABLE "audit_concern" DROP CONSTRAINT "audit_concern_person_at_entry_id_pk";--> statement-breakpoint
ALTER TABLE "audit_concern" ADD COLUMN "organisation_id" uuid;--> statement-breakpoint
ALTER TABLE "audit_concern" ADD COLUMN "action" text;--> statement-breakpoint
ALTER TABLE "audit_concern" ADD COLUMN "outcome" text;--> statement-breakpoint
ALTER TABLE "audit_personal" ADD COLUMN "organisation_id" uuid;--> statement-breakpoint
-- Hand-written: what is searched by is repeated beside the person and the address; what is hashed and linked stays as it is.
UPDATE audit_concern c SET organisation_id = e.organisation_id, action = e.action, outcome = e.outcome FROM audit_entry e WHERE e.id = c.entry_id;--> statement-breakpoint
UPDATE audit_personal p SET organisation_id = e.organisation_id FROM audit_entry e WHERE e.id = p.entry_id;--> statement-breakpoint
-- Of an entry that somebody took out of the log by force there is nothing to search by.
DELETE FROM audit_concern WHERE action IS NULL;--> statement-breakpoint
ALTER TABLE "audit_concern" ALTER COLUMN "action" SET NOT NULL, ALTER COLUMN "outcome" SET NOT NULL;--> statement-breakpoint
ALTER TABLE "audit_concern" ADD CONSTRAINT "audit_concern_entry_id_person_pk" PRIMARY KEY("entry_id","person");--> statement-breakpoint
CREATE INDEX "audit_concern_person" ON "audit_concern" USING btree ("person","at","entry_id","organisation_id","action","outcome");--> statement-breakpoint
CREATE INDEX "audit_personal_address_organisation" ON "audit_personal" USING btree ("address","organisation_id","entry_id");--> statement-breakpoint
CREATE INDEX "audit_entry_trouble" ON "audit_entry" USING btree ("outcome","at","id") WHERE "audit_entry"."outcome" <> 'done';--> statement-breakpoint
CREATE INDEX "audit_entry_trouble_action" ON "audit_entry" USING btree ("action","outcome","at","id") WHERE "audit_entry"."outcome" <> 'done';--> statement-breakpoint
CREATE INDEX "audit_entry_trouble_organisation" ON "audit_entry" USING btree ("organisation_id","outcome","at","id") WHERE "audit_entry"."outcome" <> 'done';--> statement-breakpoint
CREATE OR REPLACE FUNCTION sal_audit_write(e audit_entry, p audit_personal) RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE written bigint;
BEGIN
	-- 244 random bits: nobody guesses from a hash what stood there.
	p.salt := uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid());
	INSERT INTO audit_entry (at, action, outcome, actor_kind, object_kind, object_id, organisation_id, request_id, detail, personal_hash)
		VALUES (e.at, e.action, e.outcome, e.actor_kind, e.object_kind, e.object_id, e.organisation_id, e.request_id, e.detail, sal_audit_personal_hash(p))
		RETURNING id INTO written;
	INSERT INTO audit_personal (entry_id, person, represented, affiliation, substitution, name, represented_name, address, user_agent, detail, subjects, salt, organisation_id)
		VALUES (written, p.person, p.represented, p.affiliation, p.substitution, p.name, p.represented_name, p.address, p.user_agent, p.detail, p.subjects, p.salt, e.organisation_id);
	INSERT INTO audit_concern (person, at, entry_id, organisation_id, action, outcome)
		SELECT DISTINCT who, e.at, written, e.organisation_id, e.action, e.outcome FROM unnest(ARRAY[p.person, p.represented] || p.subjects) AS who WHERE who IS NOT NULL;
	INSERT INTO audit_pending VALUES (written);
	RETURN written;
END $$;
