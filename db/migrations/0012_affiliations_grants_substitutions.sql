-- Who is who: a person acts in one affiliation at a time and has the roles granted to it. Replaces the one role and organisation of a person.
-- Days are days of Prague, wherever the server's clock says it is.
CREATE FUNCTION sal_today() RETURNS date LANGUAGE sql STABLE PARALLEL SAFE AS $$ SELECT (now() AT TIME ZONE 'Europe/Prague')::date $$;
--> statement-breakpoint
CREATE TABLE "affiliation" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"person_id" uuid NOT NULL,
	"organisation_id" uuid NOT NULL,
	"position" text DEFAULT '' NOT NULL,
	"valid_from" date DEFAULT sal_today() NOT NULL,
	"valid_until" date,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "affiliation_validity" CHECK ("affiliation"."valid_until" >= "affiliation"."valid_from")
);
--> statement-breakpoint
CREATE TABLE "organisation_version" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "organisation_version_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"organisation_id" uuid NOT NULL,
	"parent_id" uuid,
	"kind" text NOT NULL,
	"name" text NOT NULL,
	"ico" text,
	"data_box" text,
	"address" text DEFAULT '' NOT NULL,
	"merged_into" uuid,
	"valid_from" date DEFAULT sal_today() NOT NULL,
	"valid_until" date,
	"changed_at" timestamp with time zone DEFAULT now() NOT NULL,
	"changed_by" uuid
);
--> statement-breakpoint
CREATE TABLE "role_grant" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"affiliation_id" uuid NOT NULL,
	"role" text NOT NULL,
	"organisation_id" uuid NOT NULL,
	"valid_from" timestamp with time zone DEFAULT now() NOT NULL,
	"valid_until" timestamp with time zone,
	"granted_by" uuid,
	"note" text DEFAULT '' NOT NULL,
	"revoked_at" timestamp with time zone,
	"revoked_by" uuid,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "role_grant_role" CHECK ("role_grant"."role" ~ '^[a-z]+[.][a-z-]+$'),
	CONSTRAINT "role_grant_validity" CHECK ("role_grant"."valid_until" > "role_grant"."valid_from")
);
--> statement-breakpoint
CREATE TABLE "substitution" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"affiliation_id" uuid NOT NULL,
	"deputy_id" uuid NOT NULL,
	"valid_from" timestamp with time zone NOT NULL,
	"valid_until" timestamp with time zone NOT NULL,
	"reason" text DEFAULT '' NOT NULL,
	"created_by" uuid NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"revoked_at" timestamp with time zone,
	"revoked_by" uuid,
	CONSTRAINT "substitution_validity" CHECK ("substitution"."valid_until" > "substitution"."valid_from")
);
--> statement-breakpoint
DROP INDEX "organisation_name";--> statement-breakpoint
ALTER TABLE "organisation" ADD COLUMN "ico" text;--> statement-breakpoint
ALTER TABLE "organisation" ADD COLUMN "data_box" text;--> statement-breakpoint
ALTER TABLE "organisation" ADD COLUMN "address" text DEFAULT '' NOT NULL;--> statement-breakpoint
ALTER TABLE "organisation" ADD COLUMN "external_id" text;--> statement-breakpoint
ALTER TABLE "organisation" ADD COLUMN "valid_from" date DEFAULT sal_today() NOT NULL;--> statement-breakpoint
ALTER TABLE "organisation" ADD COLUMN "valid_until" date;--> statement-breakpoint
ALTER TABLE "organisation" ADD COLUMN "merged_into" uuid;--> statement-breakpoint
ALTER TABLE "person" ADD COLUMN "given_name" text DEFAULT '' NOT NULL;--> statement-breakpoint
ALTER TABLE "person" ADD COLUMN "family_name" text DEFAULT '' NOT NULL;--> statement-breakpoint
ALTER TABLE "person" ADD COLUMN "external_id" text;--> statement-breakpoint
ALTER TABLE "person" ADD COLUMN "erased_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "session" ADD COLUMN "affiliation_id" uuid;--> statement-breakpoint
ALTER TABLE "session" ADD COLUMN "substitution_id" uuid;--> statement-breakpoint
ALTER TABLE "calendar_feed" ADD COLUMN "affiliation_id" uuid;--> statement-breakpoint
ALTER TABLE "meeting_admission" ADD COLUMN "affiliation_id" uuid;--> statement-breakpoint
ALTER TABLE "meeting_admission" ADD COLUMN "substitution_id" uuid;--> statement-breakpoint
ALTER TABLE "affiliation" ADD CONSTRAINT "affiliation_person_id_person_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."person"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "affiliation" ADD CONSTRAINT "affiliation_organisation_id_organisation_id_fk" FOREIGN KEY ("organisation_id") REFERENCES "public"."organisation"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "organisation_version" ADD CONSTRAINT "organisation_version_organisation_id_organisation_id_fk" FOREIGN KEY ("organisation_id") REFERENCES "public"."organisation"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "organisation_version" ADD CONSTRAINT "organisation_version_parent_id_organisation_id_fk" FOREIGN KEY ("parent_id") REFERENCES "public"."organisation"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "organisation_version" ADD CONSTRAINT "organisation_version_merged_into_organisation_id_fk" FOREIGN KEY ("merged_into") REFERENCES "public"."organisation"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "organisation_version" ADD CONSTRAINT "organisation_version_changed_by_person_id_fk" FOREIGN KEY ("changed_by") REFERENCES "public"."person"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "role_grant" ADD CONSTRAINT "role_grant_affiliation_id_affiliation_id_fk" FOREIGN KEY ("affiliation_id") REFERENCES "public"."affiliation"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "role_grant" ADD CONSTRAINT "role_grant_organisation_id_organisation_id_fk" FOREIGN KEY ("organisation_id") REFERENCES "public"."organisation"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "role_grant" ADD CONSTRAINT "role_grant_granted_by_person_id_fk" FOREIGN KEY ("granted_by") REFERENCES "public"."person"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "role_grant" ADD CONSTRAINT "role_grant_revoked_by_person_id_fk" FOREIGN KEY ("revoked_by") REFERENCES "public"."person"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "substitution" ADD CONSTRAINT "substitution_affiliation_id_affiliation_id_fk" FOREIGN KEY ("affiliation_id") REFERENCES "public"."affiliation"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "substitution" ADD CONSTRAINT "substitution_deputy_id_person_id_fk" FOREIGN KEY ("deputy_id") REFERENCES "public"."person"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "substitution" ADD CONSTRAINT "substitution_created_by_person_id_fk" FOREIGN KEY ("created_by") REFERENCES "public"."person"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "substitution" ADD CONSTRAINT "substitution_revoked_by_person_id_fk" FOREIGN KEY ("revoked_by") REFERENCES "public"."person"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "affiliation_person" ON "affiliation" USING btree ("person_id");--> statement-breakpoint
CREATE INDEX "affiliation_organisation" ON "affiliation" USING btree ("organisation_id");--> statement-breakpoint
CREATE INDEX "organisation_version_organisation" ON "organisation_version" USING btree ("organisation_id","valid_from");--> statement-breakpoint
CREATE INDEX "organisation_version_parent" ON "organisation_version" USING btree ("parent_id");--> statement-breakpoint
CREATE INDEX "role_grant_affiliation" ON "role_grant" USING btree ("affiliation_id");--> statement-breakpoint
CREATE INDEX "role_grant_organisation" ON "role_grant" USING btree ("organisation_id","role");--> statement-breakpoint
CREATE INDEX "role_grant_expiry" ON "role_grant" USING btree ("valid_until") WHERE "role_grant"."revoked_at" is null;--> statement-breakpoint
CREATE INDEX "substitution_affiliation" ON "substitution" USING btree ("affiliation_id");--> statement-breakpoint
CREATE INDEX "substitution_deputy" ON "substitution" USING btree ("deputy_id");--> statement-breakpoint
ALTER TABLE "organisation" ADD CONSTRAINT "organisation_merged_into_organisation_id_fk" FOREIGN KEY ("merged_into") REFERENCES "public"."organisation"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "session" ADD CONSTRAINT "session_affiliation_id_affiliation_id_fk" FOREIGN KEY ("affiliation_id") REFERENCES "public"."affiliation"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "session" ADD CONSTRAINT "session_substitution_id_substitution_id_fk" FOREIGN KEY ("substitution_id") REFERENCES "public"."substitution"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "calendar_feed" ADD CONSTRAINT "calendar_feed_affiliation_id_affiliation_id_fk" FOREIGN KEY ("affiliation_id") REFERENCES "public"."affiliation"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "meeting_admission" ADD CONSTRAINT "meeting_admission_affiliation_id_affiliation_id_fk" FOREIGN KEY ("affiliation_id") REFERENCES "public"."affiliation"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "meeting_admission" ADD CONSTRAINT "meeting_admission_substitution_id_substitution_id_fk" FOREIGN KEY ("substitution_id") REFERENCES "public"."substitution"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "organisation_ico" ON "organisation" USING btree ("ico");--> statement-breakpoint
CREATE INDEX "person_family_name" ON "person" USING btree ("family_name","given_name","id");--> statement-breakpoint
CREATE UNIQUE INDEX "organisation_name" ON "organisation" USING btree ("parent_id","name") WHERE "organisation"."valid_until" is null;--> statement-breakpoint
ALTER TABLE "organisation" ADD CONSTRAINT "organisation_externalId_unique" UNIQUE("external_id");--> statement-breakpoint
ALTER TABLE "person" ADD CONSTRAINT "person_externalId_unique" UNIQUE("external_id");--> statement-breakpoint
ALTER TABLE "organisation" ADD CONSTRAINT "organisation_kind" CHECK ("organisation"."kind" in ('region','department','hospital','site','ward','workplace','school','social-care','roads','culture','municipality','external','other'));--> statement-breakpoint
ALTER TABLE "organisation" ADD CONSTRAINT "organisation_ico" CHECK ("organisation"."ico" ~ '^[0-9]{8}$');--> statement-breakpoint
ALTER TABLE "organisation" ADD CONSTRAINT "organisation_validity" CHECK ("organisation"."valid_until" >= "organisation"."valid_from");
--> statement-breakpoint
-- Hand-written from here.
-- ── What was: one role in one organisation ────────────────────────────────────────────────────────────────────
UPDATE organisation SET valid_from = (created_at AT TIME ZONE 'Europe/Prague')::date;
--> statement-breakpoint
INSERT INTO organisation_version (organisation_id, parent_id, kind, name, valid_from) SELECT id, parent_id, kind, name, valid_from FROM organisation;
--> statement-breakpoint
INSERT INTO affiliation (person_id, organisation_id, valid_from) SELECT id, organisation_id, (created_at AT TIME ZONE 'Europe/Prague')::date FROM person;
--> statement-breakpoint
INSERT INTO role_grant (affiliation_id, role, organisation_id)
	SELECT a.id, m.role, p.organisation_id FROM person p JOIN affiliation a ON a.person_id = p.id
	JOIN (VALUES ('admin', 'portal.admin'), ('office', 'council.office'), ('chair', 'council.chair'), ('member', 'council.member'), ('clerk', 'recordings.clerk'), ('clinician', 'cases.clinician')) AS m(was, role) ON m.was = p.role;
--> statement-breakpoint
-- A name is its titles, given names, family name: good enough to sort by until an import says better.
UPDATE person SET family_name = regexp_replace(regexp_replace(name, ',.*$', ''), '^.*\s', '');
--> statement-breakpoint

-- ── Who acts ──────────────────────────────────────────────────────────────────────────────────────────────────
-- The application names a person, an affiliation and perhaps a substitution; what they are worth at this moment is looked up here.
CREATE FUNCTION sal_place() RETURNS TABLE (affiliation uuid, organisation uuid, person uuid) LANGUAGE sql STABLE SECURITY DEFINER ROWS 1 SET search_path = public, pg_temp AS $$
	SELECT a.id, a.organisation_id, a.person_id FROM affiliation a
	WHERE sal_kind() = 'person' AND a.id = (sal_actor()->>'affiliation')::uuid AND a.valid_from <= sal_today() AND (a.valid_until IS NULL OR a.valid_until > sal_today())
		AND (CASE WHEN sal_actor()->>'substitution' IS NULL THEN a.person_id = sal_person()
			ELSE EXISTS (SELECT FROM substitution s WHERE s.id = (sal_actor()->>'substitution')::uuid AND s.affiliation_id = a.id AND s.deputy_id = sal_person()
				AND s.revoked_at IS NULL AND s.valid_from <= now() AND s.valid_until > now()) END)
$$;
--> statement-breakpoint
CREATE OR REPLACE FUNCTION sal_organisation() RETURNS uuid LANGUAGE sql STABLE PARALLEL SAFE AS $$
	SELECT CASE sal_kind() WHEN 'job' THEN (sal_actor()->>'organisation')::uuid WHEN 'person' THEN (SELECT organisation FROM sal_place()) END
$$;
--> statement-breakpoint
-- The person in whose place the actor acts; null for somebody who acts as themself.
CREATE FUNCTION sal_represented() RETURNS uuid LANGUAGE sql STABLE PARALLEL SAFE AS $$ SELECT person FROM sal_place() WHERE sal_actor()->>'substitution' IS NOT NULL $$;
--> statement-breakpoint
-- Grants that hold now. Nobody administers in somebody else's place, and confidence between clinicians is not passed on.
CREATE FUNCTION sal_grants() RETURNS TABLE (role text, organisation_id uuid) LANGUAGE sql STABLE SECURITY DEFINER ROWS 5 SET search_path = public, pg_temp AS $$
	SELECT g.role, g.organisation_id FROM role_grant g JOIN sal_place() p ON p.affiliation = g.affiliation_id
	WHERE g.revoked_at IS NULL AND g.valid_from <= now() AND (g.valid_until IS NULL OR g.valid_until > now())
		AND (sal_actor()->>'substitution' IS NULL OR g.role NOT IN ('portal.admin', 'organisation.admin', 'cases.clinician'))
$$;
--> statement-breakpoint
CREATE FUNCTION sal_granted(VARIADIC wanted text[]) RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE AS $$ SELECT EXISTS (SELECT FROM sal_grants() WHERE role = ANY (wanted)) $$;
--> statement-breakpoint
-- Organisations for which the actor holds one of the roles, as granted.
CREATE FUNCTION sal_houses(VARIADIC wanted text[]) RETURNS SETOF uuid LANGUAGE sql STABLE PARALLEL SAFE ROWS 5 AS $$ SELECT organisation_id FROM sal_grants() WHERE role = ANY (wanted) $$;
--> statement-breakpoint
-- The same, with everything below them.
CREATE FUNCTION sal_scope(VARIADIC wanted text[]) RETURNS SETOF uuid LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
	SELECT id FROM organisation WHERE path && ARRAY(SELECT organisation_id FROM sal_grants() WHERE role = ANY (wanted))
$$;
--> statement-breakpoint
-- What a job may touch: the organisation that it acts for, and everything below.
CREATE FUNCTION sal_job_scope() RETURNS SETOF uuid LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
	SELECT id FROM organisation WHERE sal_kind() = 'job' AND path @> ARRAY[(sal_actor()->>'organisation')::uuid]
$$;
--> statement-breakpoint
-- Organisations whose people and units the actor administers. A job imports and synchronises them.
CREATE FUNCTION sal_administered() RETURNS SETOF uuid LANGUAGE sql STABLE PARALLEL SAFE AS $$ SELECT sal_scope('portal.admin', 'organisation.admin') UNION ALL SELECT sal_job_scope() $$;
--> statement-breakpoint
-- Is there nobody yet who runs the portal? Then whoever has the first administrator's link makes one.
CREATE FUNCTION sal_is_empty() RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$ SELECT NOT EXISTS (SELECT FROM role_grant WHERE role = 'portal.admin') $$;
--> statement-breakpoint
-- May the actor change this person's name and address, or disable them? Only who administers every place that the person holds.
CREATE FUNCTION sal_may_manage(wanted uuid) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
	SELECT NOT EXISTS (SELECT FROM affiliation a WHERE a.person_id = wanted AND (a.valid_until IS NULL OR a.valid_until > sal_today()) AND a.organisation_id NOT IN (SELECT sal_administered()))
		AND EXISTS (SELECT sal_administered())
$$;
--> statement-breakpoint
-- Organisation of an affiliation, for policies that may not read it through its own policy.
CREATE FUNCTION sal_affiliation_organisation(wanted uuid) RETURNS uuid LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$ SELECT organisation_id FROM affiliation WHERE id = wanted $$;
--> statement-breakpoint
CREATE FUNCTION sal_affiliation_person(wanted uuid) RETURNS uuid LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$ SELECT person_id FROM affiliation WHERE id = wanted $$;
--> statement-breakpoint

-- ── What ties the actor to meetings; acting for somebody carries their ties, but never to a patient's case ─────
CREATE OR REPLACE FUNCTION sal_meetings_hosted() RETURNS SETOF uuid LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
	SELECT id FROM meeting WHERE created_by = sal_person()
	UNION SELECT meeting_id FROM meeting_person WHERE person_id = sal_person() AND role = 'host'
	UNION SELECT id FROM meeting WHERE created_by = (SELECT sal_represented()) AND kind <> 'case'
	UNION SELECT p.meeting_id FROM meeting_person p JOIN meeting m ON m.id = p.meeting_id WHERE p.person_id = (SELECT sal_represented()) AND p.role = 'host' AND m.kind <> 'case'
$$;
--> statement-breakpoint
CREATE OR REPLACE FUNCTION sal_meetings_shared() RETURNS SETOF uuid LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
	SELECT id FROM meeting WHERE created_by = sal_person()
	UNION SELECT meeting_id FROM meeting_person WHERE person_id = sal_person()
	UNION SELECT id FROM meeting WHERE created_by = (SELECT sal_represented()) AND kind <> 'case'
	UNION SELECT p.meeting_id FROM meeting_person p JOIN meeting m ON m.id = p.meeting_id WHERE p.person_id = (SELECT sal_represented()) AND m.kind <> 'case'
	UNION SELECT o.meeting_id FROM meeting_organisation o JOIN meeting m ON m.id = o.meeting_id
		WHERE o.organisation_id IN (SELECT sal_ancestors()) AND (m.kind <> 'case' OR (SELECT sal_granted('cases.clinician')))
$$;
--> statement-breakpoint
CREATE OR REPLACE FUNCTION sal_meetings_invited() RETURNS SETOF uuid LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
	SELECT meeting_id FROM meeting_person WHERE person_id = sal_person() AND role = 'invited'
	UNION SELECT p.meeting_id FROM meeting_person p JOIN meeting m ON m.id = p.meeting_id WHERE p.person_id = (SELECT sal_represented()) AND p.role = 'invited' AND m.kind <> 'case'
$$;
--> statement-breakpoint
CREATE OR REPLACE FUNCTION sal_meetings_as_host() RETURNS SETOF uuid LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
	SELECT meeting_id FROM meeting_person WHERE person_id = sal_person() AND role = 'host'
	UNION SELECT p.meeting_id FROM meeting_person p JOIN meeting m ON m.id = p.meeting_id WHERE p.person_id = (SELECT sal_represented()) AND p.role = 'host' AND m.kind <> 'case'
$$;
--> statement-breakpoint
CREATE OR REPLACE FUNCTION sal_may_host(wanted uuid) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
	SELECT EXISTS (
		SELECT FROM meeting m WHERE m.id = wanted AND (
			m.id IN (SELECT sal_meetings_hosted())
			OR (m.kind <> 'case' AND m.organisation_id IN (SELECT sal_houses('council.office', 'council.chair')))
			OR (m.kind <> 'case' AND m.organisation_id IN (SELECT sal_scope('portal.admin')))
			OR m.organisation_id IN (SELECT sal_job_scope())))
$$;
--> statement-breakpoint
CREATE OR REPLACE FUNCTION sal_may_keep(wanted uuid) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
	SELECT EXISTS (
		SELECT FROM recording r WHERE r.id = wanted AND (
			(r.kind <> 'case' AND r.organisation_id IN (SELECT sal_scope('portal.admin', 'recordings.clerk')))
			OR (r.kind = 'case' AND r.organisation_id IN (SELECT sal_houses('recordings.clerk')))
			OR (r.kind <> 'case' AND r.organisation_id IN (SELECT sal_houses('council.office', 'council.chair')))
			OR r.organisation_id IN (SELECT sal_job_scope())
			OR r.meeting_id IN (SELECT sal_meetings_hosted())))
$$;
--> statement-breakpoint
CREATE OR REPLACE FUNCTION sal_may_erase(wanted uuid) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
	SELECT EXISTS (
		SELECT FROM recording r WHERE r.id = wanted AND (
			(r.kind = 'call' AND (r.organisation_id IN (SELECT sal_houses('council.office', 'council.chair')) OR r.organisation_id IN (SELECT sal_scope('recordings.clerk'))))
			OR (r.kind = 'case' AND r.organisation_id IN (SELECT sal_houses('recordings.clerk')))))
$$;
--> statement-breakpoint
CREATE OR REPLACE FUNCTION sal_recording_owners() RETURNS SETOF uuid LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
	SELECT o.id FROM organisation o WHERE EXISTS (SELECT FROM recording r WHERE r.organisation_id = o.id AND r.published)
	UNION SELECT o.id FROM sal_scope('portal.admin', 'recordings.clerk', 'region.auditor') AS o(id) WHERE EXISTS (SELECT FROM recording r WHERE r.organisation_id = o.id AND r.kind <> 'case')
	UNION SELECT o.id FROM sal_job_scope() AS o(id) WHERE EXISTS (SELECT FROM recording r WHERE r.organisation_id = o.id)
	UNION SELECT o.id FROM sal_houses('recordings.clerk') AS o(id) WHERE EXISTS (SELECT FROM recording r WHERE r.organisation_id = o.id AND r.kind = 'case')
	UNION SELECT o.id FROM sal_houses('council.office', 'council.chair') AS o(id) WHERE EXISTS (SELECT FROM recording r WHERE r.organisation_id = o.id AND r.kind <> 'case')
	UNION SELECT o.id FROM sal_organisation() AS o(id) WHERE EXISTS (SELECT FROM recording r WHERE r.organisation_id = o.id AND r.kind <> 'case' AND r.watch IN ('organisation', 'public'))
	UNION SELECT organisation_id FROM recording WHERE id IN (SELECT sal_recordings_shared())
	UNION SELECT organisation_id FROM recording WHERE id = (SELECT sal_link_recording())
$$;
--> statement-breakpoint
-- Settings hold for the whole portal: only an administrator of the topmost organisation changes them.
CREATE OR REPLACE FUNCTION sal_runs_portal() RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
	SELECT EXISTS (SELECT FROM organisation WHERE id IN (SELECT sal_houses('portal.admin')) AND parent_id IS NULL)
$$;
--> statement-breakpoint
DROP FUNCTION sal_find_calendar_feed(text);
--> statement-breakpoint
-- Whose calendar feed, and through which affiliation it looks: the one it was made in, else the first that holds.
CREATE FUNCTION sal_find_calendar_feed(hash text) RETURNS TABLE (person_id uuid, affiliation_id uuid) LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
	SELECT f.person_id, f.affiliation_id FROM calendar_feed f JOIN person p ON p.id = f.person_id WHERE f.token_hash = hash AND p.disabled_at IS NULL
$$;
--> statement-breakpoint
-- All that an actor is made of: of the wanted affiliation when it holds, else of the person's first that does; nothing without one.
CREATE FUNCTION sal_find_actor(wanted_person uuid, wanted_affiliation uuid, wanted_substitution uuid)
RETURNS TABLE (affiliation_id uuid, organisation_id uuid, organisation_name text, "position" text, substitution_id uuid, represented_id uuid, represented_name text, grants jsonb)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
	WITH place AS (
		SELECT a.id, a.organisation_id, a.position, s.id AS substitution_id, a.person_id, 0 AS rank, a.valid_from, a.created_at
		FROM substitution s JOIN affiliation a ON a.id = s.affiliation_id
		WHERE s.id = wanted_substitution AND s.deputy_id = wanted_person AND s.revoked_at IS NULL AND s.valid_from <= now() AND s.valid_until > now()
			AND a.valid_from <= sal_today() AND (a.valid_until IS NULL OR a.valid_until > sal_today())
		UNION ALL
		SELECT a.id, a.organisation_id, a.position, NULL, a.person_id, CASE WHEN a.id = wanted_affiliation THEN 1 ELSE 2 END, a.valid_from, a.created_at
		FROM affiliation a WHERE a.person_id = wanted_person AND a.valid_from <= sal_today() AND (a.valid_until IS NULL OR a.valid_until > sal_today())
		ORDER BY rank, valid_from, created_at, id LIMIT 1
	)
	SELECT p.id, p.organisation_id, o.name, p.position, p.substitution_id, r.id, r.name, coalesce((
		SELECT jsonb_agg(jsonb_build_object('id', g.id, 'role', g.role, 'organisation', g.organisation_id, 'organisationName', t.name, 'path', to_jsonb(t.path), 'since', g.valid_from, 'until', g.valid_until, 'by', b.name) ORDER BY g.role, g.id)
		FROM role_grant g JOIN organisation t ON t.id = g.organisation_id LEFT JOIN person b ON b.id = g.granted_by
		WHERE g.affiliation_id = p.id AND g.revoked_at IS NULL AND g.valid_from <= now() AND (g.valid_until IS NULL OR g.valid_until > now())
			AND (p.substitution_id IS NULL OR g.role NOT IN ('portal.admin', 'organisation.admin', 'cases.clinician'))), '[]')
	FROM place p JOIN organisation o ON o.id = p.organisation_id JOIN person w ON w.id = wanted_person AND w.disabled_at IS NULL LEFT JOIN person r ON p.substitution_id IS NOT NULL AND r.id = p.person_id
$$;
--> statement-breakpoint

-- ── Policies that asked for the one role ──────────────────────────────────────────────────────────────────────
DO $$
DECLARE t text;
BEGIN
	FOREACH t IN ARRAY ARRAY['organisation_version', 'affiliation', 'role_grant', 'substitution'] LOOP
		EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
		EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', t);
		EXECUTE format('CREATE POLICY owner ON %I TO CURRENT_USER USING (true) WITH CHECK (true)', t);
	END LOOP;
END $$;
--> statement-breakpoint
REVOKE INSERT, UPDATE, DELETE ON organisation_version FROM sal_app;
--> statement-breakpoint
-- What somebody was, when and by whose word is evidence: ended and revoked, never changed or deleted.
REVOKE UPDATE, DELETE ON affiliation, role_grant, substitution FROM sal_app;
--> statement-breakpoint
GRANT UPDATE (position, valid_until) ON affiliation TO sal_app;
--> statement-breakpoint
GRANT UPDATE (revoked_at, revoked_by) ON role_grant, substitution TO sal_app;
--> statement-breakpoint
CREATE POLICY see ON organisation_version FOR SELECT TO sal_app USING (true);
--> statement-breakpoint
ALTER POLICY add ON organisation WITH CHECK (parent_id IN (SELECT sal_administered()) OR ((SELECT sal_kind()) = 'identity' AND sal_is_empty()) OR (parent_id IS NULL AND (SELECT sal_runs_portal())));
--> statement-breakpoint
ALTER POLICY change ON organisation USING (id IN (SELECT sal_administered())) WITH CHECK (id IN (SELECT sal_administered()) AND (parent_id IS NULL OR parent_id IN (SELECT sal_administered()) OR id IN (SELECT sal_houses('portal.admin', 'organisation.admin'))));
--> statement-breakpoint
ALTER POLICY add ON person WITH CHECK ((SELECT sal_kind()) = 'identity' OR EXISTS (SELECT sal_administered()));
--> statement-breakpoint
ALTER POLICY change ON person USING ((SELECT sal_kind()) = 'identity' OR sal_may_manage(id));
--> statement-breakpoint
CREATE POLICY see ON affiliation FOR SELECT TO sal_app USING ((SELECT sal_kind()) IN ('person', 'job', 'identity'));
--> statement-breakpoint
-- Identity: an account made at somebody's first visit gets its place, and the first administrator gets theirs.
CREATE POLICY add ON affiliation FOR INSERT TO sal_app WITH CHECK ((SELECT sal_kind()) = 'identity' OR organisation_id IN (SELECT sal_administered()));
--> statement-breakpoint
CREATE POLICY change ON affiliation FOR UPDATE TO sal_app USING (organisation_id IN (SELECT sal_administered()));
--> statement-breakpoint
CREATE POLICY see ON role_grant FOR SELECT TO sal_app USING (
	(SELECT sal_kind()) = 'identity' OR organisation_id IN (SELECT sal_administered()) OR organisation_id IN (SELECT sal_scope('region.auditor')) OR sal_affiliation_person(affiliation_id) = (SELECT sal_person()));
--> statement-breakpoint
-- Roles that reach over the portal itself are given by its operators only.
CREATE POLICY add ON role_grant FOR INSERT TO sal_app WITH CHECK (
	((SELECT sal_kind()) = 'identity' AND sal_is_empty())
	OR (organisation_id IN (SELECT sal_administered()) AND sal_affiliation_organisation(affiliation_id) IN (SELECT sal_administered())
		AND (role NOT IN ('portal.admin', 'region.auditor') OR organisation_id IN (SELECT sal_scope('portal.admin')))));
--> statement-breakpoint
CREATE POLICY revoke ON role_grant FOR UPDATE TO sal_app USING (
	organisation_id IN (SELECT sal_administered()) AND (role NOT IN ('portal.admin', 'region.auditor') OR organisation_id IN (SELECT sal_scope('portal.admin'))));
--> statement-breakpoint
CREATE POLICY see ON substitution FOR SELECT TO sal_app USING (
	(SELECT sal_kind()) = 'identity' OR deputy_id = (SELECT sal_person()) OR sal_affiliation_person(affiliation_id) = (SELECT sal_person()) OR sal_affiliation_organisation(affiliation_id) IN (SELECT sal_administered()));
--> statement-breakpoint
-- For oneself (not for whom one represents), or for people whom one administers.
CREATE POLICY add ON substitution FOR INSERT TO sal_app WITH CHECK (
	created_by = (SELECT sal_person()) AND deputy_id <> sal_affiliation_person(affiliation_id)
	AND ((sal_affiliation_person(affiliation_id) = (SELECT sal_person()) AND (SELECT sal_represented()) IS NULL) OR sal_affiliation_organisation(affiliation_id) IN (SELECT sal_administered())));
--> statement-breakpoint
CREATE POLICY revoke ON substitution FOR UPDATE TO sal_app USING (
	sal_affiliation_person(affiliation_id) = (SELECT sal_person()) OR deputy_id = (SELECT sal_person()) OR sal_affiliation_organisation(affiliation_id) IN (SELECT sal_administered()));
--> statement-breakpoint

ALTER POLICY see ON meeting USING (
	published
	OR (kind <> 'case' AND organisation_id IN (SELECT sal_scope('portal.admin', 'recordings.clerk', 'region.auditor')))
	OR organisation_id IN (SELECT sal_job_scope())
	OR (kind <> 'case' AND organisation_id IN (SELECT sal_houses('council.office', 'council.chair')))
	OR created_by = (SELECT sal_person())
	OR id IN (SELECT sal_meetings_shared())
	OR id = (SELECT sal_guest_meeting()));
--> statement-breakpoint
ALTER POLICY add ON meeting WITH CHECK (
	(created_by IN ((SELECT sal_person()), (SELECT sal_represented())) AND organisation_id = (SELECT sal_organisation()))
	OR organisation_id IN (SELECT sal_scope('portal.admin')) OR organisation_id IN (SELECT sal_job_scope()));
--> statement-breakpoint
ALTER POLICY change ON meeting WITH CHECK (organisation_id = (SELECT sal_organisation()) OR organisation_id IN (SELECT sal_scope('portal.admin')) OR organisation_id IN (SELECT sal_job_scope()) OR id IN (SELECT sal_meetings_hosted()));
--> statement-breakpoint
DO $$
DECLARE t text;
DECLARE inside text := 'EXISTS (SELECT FROM meeting m WHERE m.id = meeting_id AND (
	(m.kind <> ''case'' AND m.organisation_id IN (SELECT sal_scope(''portal.admin'', ''recordings.clerk'', ''region.auditor'')))
	OR m.organisation_id IN (SELECT sal_job_scope())
	OR (m.kind <> ''case'' AND m.organisation_id IN (SELECT sal_houses(''council.office'', ''council.chair'')))
	OR m.created_by = (SELECT sal_person())
	OR m.id IN (SELECT sal_meetings_shared())))';
BEGIN
	FOREACH t IN ARRAY ARRAY['meeting_person', 'meeting_organisation', 'attendance', 'chat_message', 'consent'] LOOP
		EXECUTE format('ALTER POLICY see ON %I USING (%s)', t, inside);
	END LOOP;
END $$;
--> statement-breakpoint
ALTER POLICY see ON recording USING (
	published
	OR (kind <> 'case' AND organisation_id IN (SELECT sal_scope('portal.admin', 'recordings.clerk', 'region.auditor')))
	OR organisation_id IN (SELECT sal_job_scope())
	OR (kind = 'case' AND organisation_id IN (SELECT sal_houses('recordings.clerk')))
	OR (kind <> 'case' AND organisation_id IN (SELECT sal_houses('council.office', 'council.chair')))
	OR (kind <> 'case' AND watch IN ('organisation', 'public') AND organisation_id = (SELECT sal_organisation()))
	OR id IN (SELECT sal_recordings_shared())
	OR id = (SELECT sal_link_recording()));
--> statement-breakpoint
ALTER POLICY job_adds ON recording WITH CHECK (organisation_id IN (SELECT sal_job_scope()));
--> statement-breakpoint
-- Auditors read who looked at what; they keep nothing.
CREATE POLICY auditor_sees ON recording_access FOR SELECT TO sal_app USING (EXISTS (SELECT FROM recording r WHERE r.id = recording_id AND r.kind <> 'case' AND r.organisation_id IN (SELECT sal_scope('region.auditor'))));
--> statement-breakpoint
ALTER POLICY see ON self_test_result USING ((SELECT sal_granted('portal.admin', 'region.auditor')) OR (SELECT sal_kind()) = 'job');
--> statement-breakpoint
ALTER POLICY admin_sees ON audit USING (organisation_id IN (SELECT sal_scope('portal.admin')));
--> statement-breakpoint
DROP FUNCTION sal_scope();
--> statement-breakpoint
DROP FUNCTION sal_office();
--> statement-breakpoint
DROP FUNCTION sal_case_records();
--> statement-breakpoint
DROP FUNCTION sal_role();
--> statement-breakpoint

-- Whoever administers a subtree may not carry it away: the new place must be theirs as well.
CREATE OR REPLACE FUNCTION sal_organisation_path() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE above uuid[] := '{}';
BEGIN
	IF NEW.parent_id IS NOT NULL THEN
		SELECT path INTO above FROM organisation WHERE id = NEW.parent_id;
		IF NEW.id = ANY (above) THEN
			RAISE EXCEPTION 'organisation % cannot lie below itself', NEW.id USING ERRCODE = 'check_violation';
		END IF;
	END IF;
	IF TG_OP = 'UPDATE' AND sal_kind() = 'person' AND NEW.parent_id IS DISTINCT FROM OLD.parent_id AND NEW.parent_id NOT IN (SELECT sal_administered()) THEN
		RAISE EXCEPTION 'organisation % may not be moved there', NEW.id USING ERRCODE = 'insufficient_privilege';
	END IF;
	NEW.path := above || NEW.id;
	RETURN NEW;
END $$;
--> statement-breakpoint

-- ── Versions of the tree ──────────────────────────────────────────────────────────────────────────────────────
-- Several changes of one day are one version: a day is the least that "as of" can tell apart.
CREATE FUNCTION sal_organisation_version() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE start date := CASE TG_OP WHEN 'INSERT' THEN NEW.valid_from ELSE sal_today() END;
BEGIN
	IF TG_OP = 'UPDATE' THEN
		DELETE FROM organisation_version WHERE organisation_id = NEW.id AND valid_from >= start;
		UPDATE organisation_version SET valid_until = start WHERE organisation_id = NEW.id AND (valid_until IS NULL OR valid_until > start);
		IF NOT EXISTS (SELECT FROM organisation_version WHERE organisation_id = NEW.id) THEN start := NEW.valid_from; END IF;
	END IF;
	-- Ended before today: what it was until then stays, only its end is written down.
	IF NEW.valid_until <= start THEN
		UPDATE organisation_version SET valid_until = NEW.valid_until, merged_into = NEW.merged_into, changed_at = now(), changed_by = sal_person()
			WHERE id = (SELECT max(id) FROM organisation_version WHERE organisation_id = NEW.id);
		IF FOUND THEN RETURN NULL; END IF;
	END IF;
	INSERT INTO organisation_version (organisation_id, parent_id, kind, name, ico, data_box, address, merged_into, valid_from, valid_until, changed_by)
		VALUES (NEW.id, NEW.parent_id, NEW.kind, NEW.name, NEW.ico, NEW.data_box, NEW.address, NEW.merged_into, start, NEW.valid_until, sal_person());
	RETURN NULL;
END $$;
--> statement-breakpoint
CREATE TRIGGER organisation_version_added AFTER INSERT ON organisation FOR EACH ROW EXECUTE FUNCTION sal_organisation_version();
--> statement-breakpoint
CREATE TRIGGER organisation_version_changed AFTER UPDATE ON organisation FOR EACH ROW
	WHEN ((OLD.parent_id, OLD.kind, OLD.name, OLD.ico, OLD.data_box, OLD.address, OLD.merged_into, OLD.valid_from, OLD.valid_until)
		IS DISTINCT FROM (NEW.parent_id, NEW.kind, NEW.name, NEW.ico, NEW.data_box, NEW.address, NEW.merged_into, NEW.valid_from, NEW.valid_until))
	EXECUTE FUNCTION sal_organisation_version();
--> statement-breakpoint

-- ── Whoever's rights change is decided about again in running rooms ───────────────────────────────────────────
DROP TRIGGER person_decided ON person;
--> statement-breakpoint
CREATE TRIGGER person_decided AFTER UPDATE OF disabled_at ON person FOR EACH ROW WHEN (OLD.disabled_at IS DISTINCT FROM NEW.disabled_at) EXECUTE FUNCTION sal_person_decided();
--> statement-breakpoint
CREATE FUNCTION sal_affiliation_decided() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
	PERFORM sal_review(NULL, NEW.person_id, false);
	PERFORM sal_review(NULL, deputy_id, false) FROM substitution WHERE affiliation_id = NEW.id;
	RETURN NULL;
END $$;
--> statement-breakpoint
CREATE TRIGGER affiliation_decided AFTER UPDATE OF valid_until ON affiliation FOR EACH ROW WHEN (OLD.valid_until IS DISTINCT FROM NEW.valid_until) EXECUTE FUNCTION sal_affiliation_decided();
--> statement-breakpoint
CREATE FUNCTION sal_grant_decided() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
	PERFORM sal_review(NULL, a.person_id, false) FROM affiliation a WHERE a.id = NEW.affiliation_id;
	PERFORM sal_review(NULL, s.deputy_id, false) FROM substitution s WHERE s.affiliation_id = NEW.affiliation_id;
	RETURN NULL;
END $$;
--> statement-breakpoint
CREATE TRIGGER grant_decided AFTER INSERT OR UPDATE ON role_grant FOR EACH ROW EXECUTE FUNCTION sal_grant_decided();
--> statement-breakpoint
CREATE FUNCTION sal_substitution_decided() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$ BEGIN PERFORM sal_review(NULL, NEW.deputy_id, false); RETURN NULL; END $$;
--> statement-breakpoint
CREATE TRIGGER substitution_decided AFTER UPDATE ON substitution FOR EACH ROW EXECUTE FUNCTION sal_substitution_decided();
