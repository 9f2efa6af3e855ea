CREATE TABLE "erasure_request" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"person_id" uuid NOT NULL,
	"asked_at" timestamp with time zone DEFAULT now() NOT NULL,
	"withdrawn_at" timestamp with time zone,
	"decided_at" timestamp with time zone,
	"decided_by" uuid,
	"declined" text
);
--> statement-breakpoint
ALTER TABLE "erasure_request" ADD CONSTRAINT "erasure_request_person_id_person_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."person"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "erasure_request" ADD CONSTRAINT "erasure_request_decided_by_person_id_fk" FOREIGN KEY ("decided_by") REFERENCES "public"."person"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "erasure_request_open" ON "erasure_request" USING btree ("person_id") WHERE "erasure_request"."withdrawn_at" is null and "erasure_request"."decided_at" is null;--> statement-breakpoint
-- ── Who asks, and who answers ─────────────────────────────────────────────────────────────────────────────────
ALTER TABLE erasure_request ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE erasure_request FORCE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE POLICY owner ON erasure_request TO CURRENT_USER USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY see ON erasure_request FOR SELECT TO sal_app USING (person_id = (SELECT sal_person()) OR ((SELECT sal_granted('portal.admin', 'organisation.admin')) AND sal_may_manage(person_id)));
--> statement-breakpoint
-- By themself: a deputy asks for nobody else.
CREATE POLICY add ON erasure_request FOR INSERT TO sal_app WITH CHECK (person_id = (SELECT sal_person()) AND decided_at IS NULL);
--> statement-breakpoint
CREATE POLICY withdraw ON erasure_request FOR UPDATE TO sal_app USING (person_id = (SELECT sal_person())) WITH CHECK (person_id = (SELECT sal_person()) AND decided_at IS NULL);
--> statement-breakpoint
CREATE POLICY decide ON erasure_request FOR UPDATE TO sal_app USING (person_id <> (SELECT sal_person()) AND (SELECT sal_granted('portal.admin', 'organisation.admin')) AND sal_may_manage(person_id)) WITH CHECK (decided_by = (SELECT sal_person()) AND person_id <> (SELECT sal_person()) AND sal_may_manage(person_id));
--> statement-breakpoint
REVOKE DELETE ON erasure_request FROM sal_app;
--> statement-breakpoint
-- Who administers the organisations that the actor belongs to: they hear of the request.
CREATE FUNCTION sal_my_administrators() RETURNS SETOF uuid LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
	SELECT DISTINCT holder.person_id FROM affiliation mine JOIN organisation o ON o.id = mine.organisation_id
		JOIN role_grant g ON g.organisation_id = ANY (o.path) AND g.role IN ('portal.admin', 'organisation.admin') AND g.revoked_at IS NULL AND g.valid_from <= now() AND (g.valid_until IS NULL OR g.valid_until > now())
		JOIN affiliation holder ON holder.id = g.affiliation_id AND holder.valid_from <= sal_today() AND (holder.valid_until IS NULL OR holder.valid_until > sal_today())
	WHERE mine.person_id = sal_person() AND (mine.valid_until IS NULL OR mine.valid_until > sal_today())
$$;
--> statement-breakpoint

-- ── The log forgets ───────────────────────────────────────────────────────────────────────────────────────────
-- Takes the personal half of what the person did, of what was done in their place, and of those entries about them whose free text names them
-- (`named`). Other entries about them stay: they tell of somebody else's act, and of this person an id only.
CREATE FUNCTION sal_audit_forget(wanted uuid, named text[]) RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE ids bigint[]; erasing bigint;
BEGIN
	SELECT array_agg(p.entry_id ORDER BY p.entry_id) INTO ids FROM audit_concern c JOIN audit_personal p ON p.entry_id = c.entry_id
		WHERE c.person = wanted AND (wanted IN (p.person, p.represented)
			OR EXISTS (SELECT FROM unnest(named) AS n(word) WHERE word <> '' AND position(lower(word) IN lower(p.detail::text)) > 0));
	erasing := sal_audit('log.erased', 'done', 'person', wanted::text, NULL, jsonb_build_object('entries', coalesce(cardinality(ids), 0), 'digest', encode(sha256(convert_to(coalesce(array_to_string(ids, ','), ''), 'UTF8')), 'hex')), NULL, NULL, NULL);
	UPDATE audit_personal SET person = NULL, represented = NULL, affiliation = NULL, substitution = NULL, name = NULL, represented_name = NULL, address = NULL, user_agent = NULL, detail = NULL, subjects = NULL, salt = NULL, erased_by = erasing
		WHERE entry_id = ANY (ids);
	DELETE FROM audit_concern WHERE person = wanted AND entry_id = ANY (ids);
	RETURN coalesce(cardinality(ids), 0);
END $$;
--> statement-breakpoint
REVOKE EXECUTE ON FUNCTION sal_audit_forget(uuid, text[]) FROM PUBLIC;
--> statement-breakpoint
CREATE OR REPLACE FUNCTION sal_audit_erase(wanted uuid) RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
	IF NOT (session_user = current_user OR (sal_reads_whole_log() AND (sal_kind() = 'job' OR sal_granted('portal.admin')))) THEN
		RAISE EXCEPTION 'only operators of the whole portal erase from the log' USING ERRCODE = 'insufficient_privilege';
	END IF;
	RETURN sal_audit_forget(wanted, (SELECT ARRAY[name, email] FROM person WHERE id = wanted));
END $$;
--> statement-breakpoint

-- ── A person is erased ────────────────────────────────────────────────────────────────────────────────────────
-- Whoever administers every place that the person has (else: had) and could give every role of theirs; disabled before, so that nobody is erased
-- by one slip; never oneself, and never as somebody's deputy.
CREATE FUNCTION sal_may_erase_person(wanted uuid) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
	SELECT coalesce(sal_kind() = 'person' AND sal_represented() IS NULL AND sal_person() <> wanted AND sal_granted('portal.admin', 'organisation.admin') AND sal_may_manage(wanted)
		AND EXISTS (SELECT FROM person WHERE id = wanted AND disabled_at IS NOT NULL AND erased_at IS NULL), false)
$$;
--> statement-breakpoint
-- Of how many meetings, running or to come, is the person the only host? Asked by whoever manages them, who may not see these meetings.
CREATE FUNCTION sal_hosts_alone(wanted uuid) RETURNS int LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
	SELECT count(*)::int FROM meeting_person h JOIN meeting m ON m.id = h.meeting_id
	WHERE h.person_id = wanted AND h.role = 'host' AND (m.state = 'live' OR (m.state = 'planned' AND m.starts_at + make_interval(mins => m.planned_minutes) > now()))
		AND NOT EXISTS (SELECT FROM meeting_person o WHERE o.meeting_id = m.id AND o.role = 'host' AND o.person_id <> wanted) AND sal_may_manage(wanted)
$$;
--> statement-breakpoint
CREATE FUNCTION sal_erase_person(wanted uuid) RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
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
--> statement-breakpoint
-- Nothing brings an erased person back under the same row: no directory, no import, no provider, no administrator.
CREATE FUNCTION sal_erased_stays() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
	IF EXISTS (SELECT FROM person WHERE id = (to_jsonb(NEW)->>TG_ARGV[0])::uuid AND erased_at IS NOT NULL) THEN
		RAISE EXCEPTION 'an erased person stays erased' USING ERRCODE = 'check_violation';
	END IF;
	RETURN NEW;
END $$;
--> statement-breakpoint
CREATE TRIGGER erased_stays BEFORE UPDATE ON person FOR EACH ROW WHEN (OLD.erased_at IS NOT NULL) EXECUTE FUNCTION sal_erased_stays('id');
--> statement-breakpoint
CREATE TRIGGER erased_stays BEFORE INSERT OR UPDATE ON affiliation FOR EACH ROW EXECUTE FUNCTION sal_erased_stays('person_id');
--> statement-breakpoint
CREATE TRIGGER erased_stays BEFORE INSERT ON session FOR EACH ROW EXECUTE FUNCTION sal_erased_stays('user_id');
--> statement-breakpoint
DO $$
DECLARE t text;
BEGIN
	FOREACH t IN ARRAY ARRAY['credential', 'totp', 'passkey', 'provider_identity', 'one_time_link'] LOOP
		EXECUTE format('CREATE TRIGGER erased_stays BEFORE INSERT OR UPDATE ON %I FOR EACH ROW EXECUTE FUNCTION sal_erased_stays(''person_id'')', t);
	END LOOP;
END $$;
