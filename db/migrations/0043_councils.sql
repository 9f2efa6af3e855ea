CREATE TABLE "council_body" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"organisation_id" uuid NOT NULL,
	"name" text NOT NULL,
	"kind" text NOT NULL,
	"seats" integer NOT NULL,
	"public_sessions" boolean NOT NULL,
	"closed_at" timestamp with time zone,
	"created_by" uuid,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "council_body_kind" CHECK ("council_body"."kind" in ('regional-assembly','regional-council','municipal-assembly','municipal-council','committee','commission')),
	CONSTRAINT "council_body_seats" CHECK ("council_body"."seats" between 1 and 500)
);
--> statement-breakpoint
CREATE TABLE "council_event" (
	"session_id" uuid NOT NULL,
	"sequence" bigint NOT NULL,
	"at" timestamp with time zone NOT NULL,
	"type" text NOT NULL,
	"data" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"item_id" uuid,
	"by_person" uuid,
	"closed" boolean DEFAULT false NOT NULL,
	CONSTRAINT "council_event_session_id_sequence_pk" PRIMARY KEY("session_id","sequence")
);
--> statement-breakpoint
CREATE TABLE "council_faction" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"body_id" uuid NOT NULL,
	"name" text NOT NULL,
	"short" text NOT NULL,
	"hue" integer DEFAULT 210 NOT NULL,
	"closed_at" timestamp with time zone,
	CONSTRAINT "council_faction_short" UNIQUE("body_id","short"),
	CONSTRAINT "council_faction_in_body" UNIQUE("id","body_id"),
	CONSTRAINT "council_faction_hue" CHECK ("council_faction"."hue" between 0 and 359)
);
--> statement-breakpoint
CREATE TABLE "council_item" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"session_id" uuid NOT NULL,
	"number" text NOT NULL,
	"position" integer NOT NULL,
	"kind" text DEFAULT 'business' NOT NULL,
	"title" text NOT NULL,
	"rapporteur_id" uuid,
	"rapporteur_name" text DEFAULT '' NOT NULL,
	"planned_minutes" integer DEFAULT 10 NOT NULL,
	"closed" boolean DEFAULT false NOT NULL,
	"late" boolean DEFAULT false NOT NULL,
	"state" text DEFAULT 'planned' NOT NULL,
	"created_by" uuid,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "council_item_in_session" UNIQUE("id","session_id"),
	CONSTRAINT "council_item_kind" CHECK ("council_item"."kind" in ('procedure','business','report','election','questions','break')),
	CONSTRAINT "council_item_state" CHECK ("council_item"."state" in ('planned','open','done','withdrawn'))
);
--> statement-breakpoint
CREATE TABLE "council_member" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"body_id" uuid NOT NULL,
	"person_id" uuid NOT NULL,
	"office" text DEFAULT 'member' NOT NULL,
	"rank" integer DEFAULT 0 NOT NULL,
	"faction_id" uuid,
	"valid_from" date NOT NULL,
	"valid_until" date,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "council_member_office" CHECK ("council_member"."office" in ('chair','deputy','member')),
	CONSTRAINT "council_member_term" CHECK ("council_member"."valid_until" is null or "council_member"."valid_until" > "council_member"."valid_from")
);
--> statement-breakpoint
CREATE TABLE "council_procedure" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"body_id" uuid NOT NULL,
	"version" integer NOT NULL,
	"valid_from" date NOT NULL,
	"settings" jsonb NOT NULL,
	"note" text DEFAULT '' NOT NULL,
	"created_by" uuid,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "council_procedure_version" UNIQUE("body_id","version")
);
--> statement-breakpoint
CREATE TABLE "council_proposal" (
	"item_id" uuid PRIMARY KEY NOT NULL,
	"session_id" uuid NOT NULL,
	"text" text NOT NULL
);
--> statement-breakpoint
CREATE TABLE "council_session" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"body_id" uuid NOT NULL,
	"organisation_id" uuid NOT NULL,
	"number" integer NOT NULL,
	"title" text NOT NULL,
	"meeting_id" uuid NOT NULL,
	"procedure_id" uuid NOT NULL,
	"place" text NOT NULL,
	"starts_at" timestamp with time zone NOT NULL,
	"planned_minutes" integer NOT NULL,
	"remote" boolean DEFAULT false NOT NULL,
	"crisis" boolean DEFAULT false NOT NULL,
	"substitute_for" uuid,
	"state" text DEFAULT 'draft' NOT NULL,
	"version" integer DEFAULT 0 NOT NULL,
	"told_sequence" bigint DEFAULT 0 NOT NULL,
	"told_version" integer DEFAULT 0 NOT NULL,
	"presided_by" uuid,
	"current_item_id" uuid,
	"closed_part" boolean DEFAULT false NOT NULL,
	"published_at" timestamp with time zone,
	"opened_at" timestamp with time zone,
	"ended_at" timestamp with time zone,
	"cancelled_at" timestamp with time zone,
	"cancel_reason" text,
	"created_by" uuid,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "council_session_meetingId_unique" UNIQUE("meeting_id"),
	CONSTRAINT "council_session_state" CHECK ("council_session"."state" in ('draft','published','running','suspended','ended','cancelled'))
);
--> statement-breakpoint
ALTER TABLE "council_body" ADD CONSTRAINT "council_body_organisation_id_organisation_id_fk" FOREIGN KEY ("organisation_id") REFERENCES "public"."organisation"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "council_body" ADD CONSTRAINT "council_body_created_by_person_id_fk" FOREIGN KEY ("created_by") REFERENCES "public"."person"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "council_event" ADD CONSTRAINT "council_event_session_id_council_session_id_fk" FOREIGN KEY ("session_id") REFERENCES "public"."council_session"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "council_event" ADD CONSTRAINT "council_event_by_person_person_id_fk" FOREIGN KEY ("by_person") REFERENCES "public"."person"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "council_event" ADD CONSTRAINT "council_event_item" FOREIGN KEY ("item_id","session_id") REFERENCES "public"."council_item"("id","session_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "council_faction" ADD CONSTRAINT "council_faction_body_id_council_body_id_fk" FOREIGN KEY ("body_id") REFERENCES "public"."council_body"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "council_item" ADD CONSTRAINT "council_item_session_id_council_session_id_fk" FOREIGN KEY ("session_id") REFERENCES "public"."council_session"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "council_item" ADD CONSTRAINT "council_item_rapporteur_id_person_id_fk" FOREIGN KEY ("rapporteur_id") REFERENCES "public"."person"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "council_item" ADD CONSTRAINT "council_item_created_by_person_id_fk" FOREIGN KEY ("created_by") REFERENCES "public"."person"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "council_member" ADD CONSTRAINT "council_member_body_id_council_body_id_fk" FOREIGN KEY ("body_id") REFERENCES "public"."council_body"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "council_member" ADD CONSTRAINT "council_member_person_id_person_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."person"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "council_member" ADD CONSTRAINT "council_member_faction" FOREIGN KEY ("faction_id","body_id") REFERENCES "public"."council_faction"("id","body_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "council_procedure" ADD CONSTRAINT "council_procedure_body_id_council_body_id_fk" FOREIGN KEY ("body_id") REFERENCES "public"."council_body"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "council_procedure" ADD CONSTRAINT "council_procedure_created_by_person_id_fk" FOREIGN KEY ("created_by") REFERENCES "public"."person"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "council_proposal" ADD CONSTRAINT "council_proposal_session_id_council_session_id_fk" FOREIGN KEY ("session_id") REFERENCES "public"."council_session"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "council_proposal" ADD CONSTRAINT "council_proposal_item" FOREIGN KEY ("item_id","session_id") REFERENCES "public"."council_item"("id","session_id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "council_session" ADD CONSTRAINT "council_session_body_id_council_body_id_fk" FOREIGN KEY ("body_id") REFERENCES "public"."council_body"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "council_session" ADD CONSTRAINT "council_session_organisation_id_organisation_id_fk" FOREIGN KEY ("organisation_id") REFERENCES "public"."organisation"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "council_session" ADD CONSTRAINT "council_session_meeting_id_meeting_id_fk" FOREIGN KEY ("meeting_id") REFERENCES "public"."meeting"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "council_session" ADD CONSTRAINT "council_session_procedure_id_council_procedure_id_fk" FOREIGN KEY ("procedure_id") REFERENCES "public"."council_procedure"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "council_session" ADD CONSTRAINT "council_session_substitute_for_council_session_id_fk" FOREIGN KEY ("substitute_for") REFERENCES "public"."council_session"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "council_session" ADD CONSTRAINT "council_session_presided_by_person_id_fk" FOREIGN KEY ("presided_by") REFERENCES "public"."person"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "council_session" ADD CONSTRAINT "council_session_created_by_person_id_fk" FOREIGN KEY ("created_by") REFERENCES "public"."person"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "council_body_organisation" ON "council_body" USING btree ("organisation_id");--> statement-breakpoint
CREATE INDEX "council_item_session" ON "council_item" USING btree ("session_id","position");--> statement-breakpoint
CREATE INDEX "council_member_person" ON "council_member" USING btree ("person_id");--> statement-breakpoint
CREATE UNIQUE INDEX "council_member_once" ON "council_member" USING btree ("body_id","person_id","valid_from");--> statement-breakpoint
CREATE INDEX "council_session_body" ON "council_session" USING btree ("body_id","starts_at");--> statement-breakpoint
CREATE INDEX "council_session_organisation" ON "council_session" USING btree ("organisation_id");--> statement-breakpoint
-- Hand-written from here.
ALTER TABLE council_session ADD CONSTRAINT council_session_current_item FOREIGN KEY (current_item_id, id) REFERENCES council_item (id, session_id);
--> statement-breakpoint
DO $$ DECLARE name text; BEGIN
	FOREACH name IN ARRAY ARRAY['council_body','council_procedure','council_faction','council_member','council_session','council_item','council_proposal','council_event'] LOOP
		EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
		EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', name);
		EXECUTE format('CREATE POLICY owner ON %I TO CURRENT_USER USING (true) WITH CHECK (true)', name);
	END LOOP;
END $$;
--> statement-breakpoint
REVOKE UPDATE, DELETE ON council_procedure, council_event FROM sal_app;
--> statement-breakpoint
REVOKE INSERT ON council_event FROM sal_app;
--> statement-breakpoint
REVOKE DELETE ON council_body, council_faction, council_member, council_session FROM sal_app;
--> statement-breakpoint
-- Bodies in which the actor sits today. A mandate is personal (Act 129/2000 § 34, Act 128/2000 § 83): nobody sits as somebody's deputy.
CREATE FUNCTION sal_councils_sat() RETURNS SETOF uuid LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
	IF sal_kind() <> 'person' OR NOT EXISTS (SELECT FROM sal_place()) OR sal_represented() IS NOT NULL THEN RETURN; END IF;
	RETURN QUERY SELECT body_id FROM council_member WHERE person_id = sal_person() AND valid_from <= sal_today() AND (valid_until IS NULL OR valid_until > sal_today());
END $$;
--> statement-breakpoint
-- Bodies whose sessions the actor prepares and runs: the office and the chair of the house, and whoever presides over the body by their seat in it.
CREATE FUNCTION sal_councils_run() RETURNS SETOF uuid LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE houses uuid[] := ARRAY(SELECT sal_houses('council.office', 'council.chair') UNION ALL SELECT sal_job_scope());
BEGIN
	RETURN QUERY SELECT id FROM council_body WHERE organisation_id = ANY (houses);
	IF sal_kind() <> 'person' OR NOT EXISTS (SELECT FROM sal_place()) OR sal_represented() IS NOT NULL THEN RETURN; END IF;
	RETURN QUERY SELECT body_id FROM council_member WHERE person_id = sal_person() AND office <> 'member' AND valid_from <= sal_today() AND (valid_until IS NULL OR valid_until > sal_today());
END $$;
--> statement-breakpoint
-- Sessions in which the actor may know everything, the closed part too: who runs them, who sits in the body, and who audits the house.
CREATE FUNCTION sal_sessions_inside() RETURNS SETOF uuid LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE run uuid[] := ARRAY(SELECT sal_councils_run()); sat uuid[] := ARRAY(SELECT sal_councils_sat()); audited uuid[] := ARRAY(SELECT sal_scope('region.auditor'));
BEGIN
	RETURN QUERY SELECT id FROM council_session WHERE body_id = ANY (run) OR (state <> 'draft' AND (body_id = ANY (sat) OR organisation_id = ANY (audited)));
END $$;
--> statement-breakpoint
-- Sessions that the actor may know of: these, those of a body that meets in public, and those to whose room the actor is invited.
CREATE FUNCTION sal_sessions_seen() RETURNS SETOF uuid LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
	RETURN QUERY SELECT sal_sessions_inside()
		UNION SELECT s.id FROM council_session s JOIN council_body b ON b.id = s.body_id WHERE s.state <> 'draft' AND b.public_sessions;
	IF sal_kind() = 'person' THEN
		RETURN QUERY SELECT s.id FROM council_session s WHERE s.state <> 'draft' AND s.meeting_id IN (SELECT sal_meetings_shared());
	ELSIF sal_kind() = 'guest' THEN
		RETURN QUERY SELECT s.id FROM council_session s WHERE s.state <> 'draft' AND s.meeting_id = (sal_actor()->>'meeting')::uuid;
	END IF;
END $$;
--> statement-breakpoint
-- That there is a council, who sits in it and how it proceeds is public.
CREATE POLICY see ON council_body FOR SELECT TO sal_app USING (true);
--> statement-breakpoint
CREATE POLICY see ON council_procedure FOR SELECT TO sal_app USING (true);
--> statement-breakpoint
CREATE POLICY see ON council_faction FOR SELECT TO sal_app USING (true);
--> statement-breakpoint
CREATE POLICY see ON council_member FOR SELECT TO sal_app USING (true);
--> statement-breakpoint
CREATE POLICY add ON council_body FOR INSERT TO sal_app WITH CHECK (organisation_id IN (SELECT sal_houses('council.office', 'council.chair') UNION ALL SELECT sal_job_scope()));
--> statement-breakpoint
CREATE POLICY change ON council_body FOR UPDATE TO sal_app USING (organisation_id IN (SELECT sal_houses('council.office', 'council.chair') UNION ALL SELECT sal_job_scope()));
--> statement-breakpoint
-- Who sits in a body and by what rules is for the office, not for whoever presides by their seat.
CREATE FUNCTION sal_councils_kept() RETURNS SETOF uuid LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
	SELECT id FROM council_body WHERE organisation_id IN (SELECT sal_houses('council.office', 'council.chair') UNION ALL SELECT sal_job_scope())
$$;
--> statement-breakpoint
CREATE POLICY add ON council_procedure FOR INSERT TO sal_app WITH CHECK (body_id IN (SELECT sal_councils_kept()));
--> statement-breakpoint
CREATE POLICY add ON council_faction FOR INSERT TO sal_app WITH CHECK (body_id IN (SELECT sal_councils_kept()));
--> statement-breakpoint
CREATE POLICY change ON council_faction FOR UPDATE TO sal_app USING (body_id IN (SELECT sal_councils_kept()));
--> statement-breakpoint
CREATE POLICY add ON council_member FOR INSERT TO sal_app WITH CHECK (body_id IN (SELECT sal_councils_kept()));
--> statement-breakpoint
CREATE POLICY change ON council_member FOR UPDATE TO sal_app USING (body_id IN (SELECT sal_councils_kept()));
--> statement-breakpoint
-- By its own columns too: a new row must be readable in the statement that writes it.
CREATE POLICY see ON council_session FOR SELECT TO sal_app USING (id IN (SELECT sal_sessions_seen()) OR body_id IN (SELECT sal_councils_run()));
--> statement-breakpoint
CREATE POLICY add ON council_session FOR INSERT TO sal_app WITH CHECK (body_id IN (SELECT sal_councils_run()));
--> statement-breakpoint
CREATE POLICY change ON council_session FOR UPDATE TO sal_app USING (body_id IN (SELECT sal_councils_run()));
--> statement-breakpoint
CREATE FUNCTION sal_sessions_run() RETURNS SETOF uuid LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$ SELECT id FROM council_session WHERE body_id IN (SELECT sal_councils_run()) $$;
--> statement-breakpoint
CREATE POLICY see ON council_item FOR SELECT TO sal_app USING (session_id IN (SELECT sal_sessions_seen()));
--> statement-breakpoint
CREATE POLICY run ON council_item TO sal_app USING (session_id IN (SELECT sal_sessions_run())) WITH CHECK (session_id IN (SELECT sal_sessions_run()));
--> statement-breakpoint
CREATE FUNCTION sal_item_closed(wanted uuid) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$ SELECT closed FROM council_item WHERE id = wanted $$;
--> statement-breakpoint
CREATE POLICY see ON council_proposal FOR SELECT TO sal_app USING (session_id IN (SELECT sal_sessions_inside()) OR (session_id IN (SELECT sal_sessions_seen()) AND NOT sal_item_closed(item_id)));
--> statement-breakpoint
CREATE POLICY run ON council_proposal TO sal_app USING (session_id IN (SELECT sal_sessions_run())) WITH CHECK (session_id IN (SELECT sal_sessions_run()));
--> statement-breakpoint
CREATE POLICY see ON council_event FOR SELECT TO sal_app USING (session_id IN (SELECT sal_sessions_inside()) OR (NOT closed AND session_id IN (SELECT sal_sessions_seen())));
--> statement-breakpoint
-- Writes an event, gives it its number and moves the session's version on: the session's row is locked, so that there is neither a hole nor a second
-- event of the same number. For who runs the session, for its members, for those invited to its room, and for jobs.
CREATE FUNCTION sal_council_event(wanted uuid, what text, detail jsonb, item uuid, happened timestamptz) RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE number bigint; secret boolean;
BEGIN
	IF sal_kind() NOT IN ('person', 'job') OR NOT EXISTS (
		SELECT FROM council_session s WHERE s.id = wanted AND (s.body_id IN (SELECT sal_councils_run()) OR s.body_id IN (SELECT sal_councils_sat()) OR s.meeting_id IN (SELECT sal_meetings_shared())))
	THEN RAISE EXCEPTION 'this actor writes nothing into session %', wanted USING ERRCODE = '42501'; END IF;
	UPDATE council_session SET version = version + 1, updated_at = now() WHERE id = wanted RETURNING closed_part INTO secret;
	SELECT coalesce(max(sequence), 0) + 1 INTO number FROM council_event WHERE session_id = wanted;
	INSERT INTO council_event (session_id, sequence, at, type, data, item_id, by_person, closed)
		-- Only the media server, through a job, knows better than this clock when it was.
		VALUES (wanted, number, CASE WHEN sal_kind() = 'job' THEN coalesce(happened, clock_timestamp()) ELSE clock_timestamp() END, what, detail, item, sal_person(), secret);
	RETURN number;
END $$;
--> statement-breakpoint
-- Whose is a session, and which session is held in a room? For jobs and public pages, before there is an actor.
CREATE FUNCTION sal_council_session_organisation(wanted uuid) RETURNS uuid LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$ SELECT organisation_id FROM council_session WHERE id = wanted $$;
--> statement-breakpoint
CREATE FUNCTION sal_council_session_of_meeting(wanted uuid) RETURNS uuid LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$ SELECT id FROM council_session WHERE meeting_id = wanted $$;
