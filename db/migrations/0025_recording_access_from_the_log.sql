-- Hand-written: who looked at which recording moves into the log of what was done, where it can be erased with the person.
DO $$
DECLARE r record; e audit_entry; p audit_personal;
BEGIN
	FOR r IN SELECT a.*, o.organisation_id, o.kind FROM recording_access a JOIN recording o ON o.id = a.recording_id ORDER BY a.id LOOP
		e := NULL;
		p := NULL;
		e.at := r.at;
		e.action := 'recording.' || r.action;
		e.outcome := 'done';
		e.actor_kind := CASE WHEN r.person_id IS NOT NULL THEN 'person' WHEN r.link_id IS NOT NULL THEN 'link' WHEN r.who = '' AND r.address IS NOT NULL THEN 'public' ELSE 'job' END;
		e.object_kind := 'recording';
		e.object_id := r.recording_id::text;
		e.organisation_id := r.organisation_id;
		e.detail := nullif(jsonb_strip_nulls(jsonb_build_object('link', r.link_id, 'case', CASE WHEN r.kind = 'case' THEN true END)), '{}');
		p.person := r.person_id;
		p.name := nullif(r.who, '');
		p.address := r.address;
		p.detail := r.detail;
		PERFORM sal_audit_write(e, p);
	END LOOP;
END $$;
--> statement-breakpoint
CREATE FUNCTION sal_keeps_entry(kind text, id text) RETURNS boolean LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$
BEGIN
	RETURN kind = 'recording' AND id ~ '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' AND sal_may_keep(id::uuid);
END $$;
--> statement-breakpoint
-- Whoever keeps a recording reads who looked at it.
ALTER POLICY see ON audit_entry USING (
	(SELECT sal_reads_whole_log()) OR organisation_id IN (SELECT sal_log_scope()) OR sal_entry_concerns_me(id) OR sal_keeps_entry(object_kind, object_id));
--> statement-breakpoint
-- Has the actor done this with the recording lately? Only keepers may read the log, but everybody's sitting is one line of it.
CREATE OR REPLACE FUNCTION sal_accessed_lately(wanted uuid, what text, minutes int) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
	SELECT EXISTS (
		SELECT FROM audit_entry e WHERE e.object_id = wanted::text AND e.object_kind = 'recording' AND e.action = 'recording.' || what AND e.at > now() - make_interval(mins => minutes)
			AND ((sal_kind() = 'person' AND EXISTS (SELECT FROM audit_personal p WHERE p.entry_id = e.id AND p.person = sal_person()))
				OR (sal_kind() = 'link' AND e.actor_kind = 'link' AND e.detail->>'link' = sal_actor()->>'link')))
$$;
--> statement-breakpoint
-- Which actions there are, each found by one step in an index.
CREATE FUNCTION sal_log_actions() RETURNS SETOF text LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
	WITH RECURSIVE steps AS (
		(SELECT action FROM audit_entry ORDER BY action LIMIT 1)
		UNION ALL SELECT (SELECT e.action FROM audit_entry e WHERE e.action > s.action ORDER BY e.action LIMIT 1) FROM steps s WHERE s.action IS NOT NULL)
	SELECT action FROM steps WHERE action IS NOT NULL AND sal_reads_log()
$$;
--> statement-breakpoint
ALTER TABLE "recording_access" DISABLE ROW LEVEL SECURITY;--> statement-breakpoint
DROP TABLE "recording_access" CASCADE;--> statement-breakpoint
DROP INDEX "audit_personal_address";--> statement-breakpoint
CREATE INDEX "audit_personal_address" ON "audit_personal" USING btree ("address","entry_id");