CREATE TABLE "council_note" (
	"person_id" uuid NOT NULL,
	"item_id" uuid NOT NULL,
	"session_id" uuid NOT NULL,
	"text" text NOT NULL,
	"revision" uuid NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "council_note_person_id_item_id_pk" PRIMARY KEY("person_id","item_id"),
	CONSTRAINT "council_note_text" CHECK (length("council_note"."text") between 1 and 10000)
);
--> statement-breakpoint
ALTER TABLE "council_note" ADD CONSTRAINT "council_note_person_id_person_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."person"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "council_note" ADD CONSTRAINT "council_note_item" FOREIGN KEY ("item_id","session_id") REFERENCES "public"."council_item"("id","session_id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "council_note_of_item" ON "council_note" USING btree ("item_id");--> statement-breakpoint
-- Hand-written from here.
ALTER TABLE council_note ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE council_note FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY owner ON council_note TO CURRENT_USER USING (true) WITH CHECK (true);
--> statement-breakpoint
-- A person's own and nobody else's: no office, no auditor, no administrator, no job.
CREATE POLICY self ON council_note TO sal_app USING (person_id = (SELECT sal_person())) WITH CHECK (person_id = (SELECT sal_person())
	AND (session_id IN (SELECT sal_sessions_inside()) OR (session_id IN (SELECT sal_sessions_seen()) AND NOT sal_item_closed(item_id))));
--> statement-breakpoint
-- As before, and notes go with the person.
CREATE OR REPLACE FUNCTION sal_erase_person(wanted uuid) RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE was person; forgotten bigint;
BEGIN
	SELECT * INTO was FROM person WHERE id = wanted FOR UPDATE;
	IF NOT sal_may_erase_person(wanted) OR sal_hosts_alone(wanted) > 0 THEN
		RAISE EXCEPTION 'this person cannot be erased by this actor now' USING ERRCODE = 'insufficient_privilege';
	END IF;
	-- Rights are asked of places and roles: what is asked for comes before they end.
	forgotten := sal_audit_forget(wanted, ARRAY[was.name, was.email, trim(was.family_name || ' ' || was.given_name)]);
	DELETE FROM session WHERE user_id = wanted;
	DELETE FROM credential WHERE person_id = wanted;
	DELETE FROM totp WHERE person_id = wanted;
	DELETE FROM recovery_code WHERE person_id = wanted;
	DELETE FROM passkey WHERE person_id = wanted;
	DELETE FROM sign_in_challenge WHERE person_id = wanted;
	DELETE FROM known_device WHERE person_id = wanted;
	DELETE FROM provider_identity WHERE person_id = wanted;
	DELETE FROM one_time_link WHERE person_id = wanted;
	DELETE FROM reset_request WHERE lower(email) = lower(was.email);
	DELETE FROM mail_outbox WHERE lower(recipient) = lower(was.email);
	DELETE FROM notification WHERE person_id = wanted;
	DELETE FROM notification_setting WHERE person_id = wanted;
	DELETE FROM push_subscription WHERE person_id = wanted;
	DELETE FROM calendar_feed WHERE person_id = wanted;
	DELETE FROM council_note WHERE person_id = wanted;
	DELETE FROM meeting_person p USING meeting m WHERE m.id = p.meeting_id AND p.person_id = wanted AND m.state = 'planned';
	UPDATE directory_import_row SET label = '' WHERE label <> '' AND (position(lower(was.email) IN lower(label)) > 0 OR label = was.name);
	UPDATE substitution s SET revoked_at = coalesce(s.revoked_at, now()), revoked_by = coalesce(s.revoked_by, sal_person()), reason = ''
		WHERE s.deputy_id = wanted OR s.affiliation_id IN (SELECT a.id FROM affiliation a WHERE a.person_id = wanted);
	UPDATE role_grant g SET revoked_at = coalesce(g.revoked_at, now()), revoked_by = coalesce(g.revoked_by, sal_person()), note = '' WHERE g.affiliation_id IN (SELECT a.id FROM affiliation a WHERE a.person_id = wanted);
	UPDATE affiliation SET valid_until = least(coalesce(valid_until, 'infinity'), greatest(valid_from, sal_today())), position = '' WHERE person_id = wanted;
	UPDATE erasure_request SET decided_at = now(), decided_by = sal_person() WHERE person_id = wanted AND decided_at IS NULL AND withdrawn_at IS NULL;
	UPDATE person SET name = 'Vymazaná osoba', given_name = '', family_name = '', email = wanted || '@erased.invalid', external_id = NULL, locale = NULL, erased_at = now() WHERE id = wanted;
	RETURN forgotten;
END $$;
