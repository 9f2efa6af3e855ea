CREATE TABLE "council_ballot" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "council_ballot_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"vote_id" uuid NOT NULL,
	"person_id" uuid NOT NULL,
	"choice" text NOT NULL,
	"cast_at" timestamp with time zone NOT NULL,
	CONSTRAINT "council_ballot_choice" CHECK ("council_ballot"."choice" in ('for','against','abstained'))
);
--> statement-breakpoint
CREATE TABLE "council_conflict" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"session_id" uuid NOT NULL,
	"item_id" uuid NOT NULL,
	"person_id" uuid NOT NULL,
	"reason" text NOT NULL,
	"declared_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "council_conflict_once" UNIQUE("item_id","person_id")
);
--> statement-breakpoint
CREATE TABLE "council_motion" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"session_id" uuid NOT NULL,
	"item_id" uuid NOT NULL,
	"kind" text NOT NULL,
	"text" text NOT NULL,
	"mover_id" uuid,
	"mover_name" text NOT NULL,
	"position" integer NOT NULL,
	"state" text DEFAULT 'moved' NOT NULL,
	"moved_at" timestamp with time zone DEFAULT now() NOT NULL,
	"settled_at" timestamp with time zone,
	CONSTRAINT "council_motion_in_session" UNIQUE("id","session_id"),
	CONSTRAINT "council_motion_kind" CHECK ("council_motion"."kind" in ('main','amendment','procedural','counter')),
	CONSTRAINT "council_motion_state" CHECK ("council_motion"."state" in ('moved','withdrawn','adopted','rejected','fell'))
);
--> statement-breakpoint
CREATE TABLE "council_vote" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"session_id" uuid NOT NULL,
	"item_id" uuid,
	"motion_id" uuid,
	"number" integer NOT NULL,
	"title" text NOT NULL,
	"text" text NOT NULL,
	"mode" text NOT NULL,
	"threshold" jsonb NOT NULL,
	"state" text DEFAULT 'open' NOT NULL,
	"opened_at" timestamp with time zone NOT NULL,
	"opened_by" uuid NOT NULL,
	"closes_at" timestamp with time zone,
	"closed_at" timestamp with time zone,
	"closed_by" text,
	"seats" integer NOT NULL,
	"present" integer NOT NULL,
	"result" jsonb,
	"candidates" jsonb,
	"places" integer DEFAULT 1 NOT NULL,
	"round" integer DEFAULT 1 NOT NULL,
	"repeats" uuid,
	"annulled_at" timestamp with time zone,
	"annulled_by" uuid,
	"annul_reason" text,
	CONSTRAINT "council_vote_number" UNIQUE("session_id","number"),
	CONSTRAINT "council_vote_in_session" UNIQUE("id","session_id"),
	CONSTRAINT "council_vote_mode" CHECK ("council_vote"."mode" in ('open','secret','election')),
	CONSTRAINT "council_vote_state" CHECK ("council_vote"."state" in ('open','closed','annulled')),
	CONSTRAINT "council_vote_closed" CHECK (("council_vote"."closed_at" is null) = ("council_vote"."closed_by" is null)),
	CONSTRAINT "council_vote_annulled" CHECK (("council_vote"."state" = 'annulled') = ("council_vote"."annul_reason" is not null))
);
--> statement-breakpoint
CREATE TABLE "council_voter" (
	"vote_id" uuid NOT NULL,
	"person_id" uuid NOT NULL,
	"name" text NOT NULL,
	"faction" text,
	"mode" text NOT NULL,
	"conflict" text,
	CONSTRAINT "council_voter_vote_id_person_id_pk" PRIMARY KEY("vote_id","person_id"),
	CONSTRAINT "council_voter_mode" CHECK ("council_voter"."mode" in ('hall','remote'))
);
--> statement-breakpoint
ALTER TABLE "council_ballot" ADD CONSTRAINT "council_ballot_voter" FOREIGN KEY ("vote_id","person_id") REFERENCES "public"."council_voter"("vote_id","person_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "council_conflict" ADD CONSTRAINT "council_conflict_session_id_council_session_id_fk" FOREIGN KEY ("session_id") REFERENCES "public"."council_session"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "council_conflict" ADD CONSTRAINT "council_conflict_person_id_person_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."person"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "council_conflict" ADD CONSTRAINT "council_conflict_item" FOREIGN KEY ("item_id","session_id") REFERENCES "public"."council_item"("id","session_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "council_motion" ADD CONSTRAINT "council_motion_session_id_council_session_id_fk" FOREIGN KEY ("session_id") REFERENCES "public"."council_session"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "council_motion" ADD CONSTRAINT "council_motion_mover_id_person_id_fk" FOREIGN KEY ("mover_id") REFERENCES "public"."person"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "council_motion" ADD CONSTRAINT "council_motion_item_in_session" FOREIGN KEY ("item_id","session_id") REFERENCES "public"."council_item"("id","session_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "council_vote" ADD CONSTRAINT "council_vote_session_id_council_session_id_fk" FOREIGN KEY ("session_id") REFERENCES "public"."council_session"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "council_vote" ADD CONSTRAINT "council_vote_opened_by_person_id_fk" FOREIGN KEY ("opened_by") REFERENCES "public"."person"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "council_vote" ADD CONSTRAINT "council_vote_repeats_council_vote_id_fk" FOREIGN KEY ("repeats") REFERENCES "public"."council_vote"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "council_vote" ADD CONSTRAINT "council_vote_annulled_by_person_id_fk" FOREIGN KEY ("annulled_by") REFERENCES "public"."person"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "council_vote" ADD CONSTRAINT "council_vote_item" FOREIGN KEY ("item_id","session_id") REFERENCES "public"."council_item"("id","session_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "council_vote" ADD CONSTRAINT "council_vote_motion" FOREIGN KEY ("motion_id","session_id") REFERENCES "public"."council_motion"("id","session_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "council_voter" ADD CONSTRAINT "council_voter_vote_id_council_vote_id_fk" FOREIGN KEY ("vote_id") REFERENCES "public"."council_vote"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "council_voter" ADD CONSTRAINT "council_voter_person_id_person_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."person"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "council_ballot_vote" ON "council_ballot" USING btree ("vote_id","person_id");--> statement-breakpoint
CREATE INDEX "council_conflict_session" ON "council_conflict" USING btree ("session_id");--> statement-breakpoint
CREATE INDEX "council_motion_item" ON "council_motion" USING btree ("item_id","position");--> statement-breakpoint
CREATE INDEX "council_motion_session" ON "council_motion" USING btree ("session_id");--> statement-breakpoint
CREATE UNIQUE INDEX "council_vote_open" ON "council_vote" USING btree ("session_id") WHERE "council_vote"."state" = 'open';--> statement-breakpoint
-- Hand-written from here.
DO $$ DECLARE name text; BEGIN
	FOREACH name IN ARRAY ARRAY['council_motion','council_vote','council_voter','council_ballot','council_conflict'] LOOP
		EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
		EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', name);
		EXECUTE format('CREATE POLICY owner ON %I TO CURRENT_USER USING (true) WITH CHECK (true)', name);
	END LOOP;
END $$;
--> statement-breakpoint
REVOKE UPDATE, DELETE ON council_motion, council_vote, council_voter, council_ballot, council_conflict FROM sal_app;
--> statement-breakpoint
REVOKE INSERT ON council_ballot FROM sal_app;
--> statement-breakpoint
GRANT UPDATE (position, state, settled_at) ON council_motion TO sal_app;
--> statement-breakpoint
GRANT UPDATE (state, closed_at, closed_by, result, annulled_at, annulled_by, annul_reason) ON council_vote TO sal_app;
--> statement-breakpoint
-- Of what belongs to a closed item only those inside read the words.
CREATE POLICY see ON council_motion FOR SELECT TO sal_app USING (session_id IN (SELECT sal_sessions_inside()) OR (session_id IN (SELECT sal_sessions_seen()) AND NOT sal_item_closed(item_id)));
--> statement-breakpoint
CREATE POLICY run ON council_motion TO sal_app USING (session_id IN (SELECT sal_sessions_run())) WITH CHECK (session_id IN (SELECT sal_sessions_run()));
--> statement-breakpoint
-- Motions are the members' own.
CREATE POLICY moves ON council_motion FOR INSERT TO sal_app WITH CHECK (mover_id = (SELECT sal_person()) AND session_id IN (SELECT sal_sessions_sat()));
--> statement-breakpoint
CREATE POLICY takes_back ON council_motion FOR UPDATE TO sal_app
	USING (mover_id = (SELECT sal_person()) AND state = 'moved' AND session_id IN (SELECT sal_sessions_sat())) WITH CHECK (mover_id = (SELECT sal_person()) AND state = 'withdrawn');
--> statement-breakpoint
CREATE POLICY see ON council_vote FOR SELECT TO sal_app USING (session_id IN (SELECT sal_sessions_inside()) OR (session_id IN (SELECT sal_sessions_seen()) AND (item_id IS NULL OR NOT sal_item_closed(item_id))));
--> statement-breakpoint
CREATE POLICY run ON council_vote TO sal_app USING (session_id IN (SELECT sal_sessions_run())) WITH CHECK (session_id IN (SELECT sal_sessions_run()));
--> statement-breakpoint
CREATE FUNCTION sal_vote_session(wanted uuid) RETURNS uuid LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$ SELECT session_id FROM council_vote WHERE id = wanted $$;
--> statement-breakpoint
-- Whoever reads a vote reads who was entitled; the policy of council_vote answers.
CREATE POLICY see ON council_voter FOR SELECT TO sal_app USING (vote_id IN (SELECT id FROM council_vote));
--> statement-breakpoint
CREATE POLICY run ON council_voter FOR INSERT TO sal_app WITH CHECK (sal_vote_session(vote_id) IN (SELECT sal_sessions_run()));
--> statement-breakpoint
-- How somebody votes nobody but they themselves sees before the vote is closed: not the office, not the chair.
CREATE POLICY see ON council_ballot FOR SELECT TO sal_app USING (
	(person_id = (SELECT sal_person()) AND (SELECT sal_represented()) IS NULL) OR vote_id IN (SELECT id FROM council_vote WHERE state <> 'open'));
--> statement-breakpoint
CREATE POLICY see ON council_conflict FOR SELECT TO sal_app USING (session_id IN (SELECT sal_sessions_inside()) OR (session_id IN (SELECT sal_sessions_seen()) AND NOT sal_item_closed(item_id)));
--> statement-breakpoint
CREATE POLICY declares ON council_conflict FOR INSERT TO sal_app WITH CHECK (person_id = (SELECT sal_person()) AND session_id IN (SELECT sal_sessions_sat()));
--> statement-breakpoint
-- Casts the actor's own ballot. The vote's row is held against closing, and against nothing else, so that ballots do not wait for each other. Answers
-- 'cast' or 'changed', or why not: 'unknown' (no such vote for this actor, or they were not present when it was opened), 'over', 'final' (cast, and not to be changed).
CREATE FUNCTION sal_council_cast(wanted uuid, chosen text, changeable boolean) RETURNS text LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE v council_vote; me uuid := sal_person(); before boolean;
BEGIN
	IF me IS NULL OR sal_represented() IS NOT NULL OR NOT EXISTS (SELECT FROM sal_place()) THEN RETURN 'unknown'; END IF;
	SELECT * INTO v FROM council_vote WHERE id = wanted AND mode = 'open' AND session_id IN (SELECT sal_sessions_sat()) FOR SHARE;
	IF NOT FOUND OR NOT EXISTS (SELECT FROM council_voter WHERE vote_id = wanted AND person_id = me) THEN RETURN 'unknown'; END IF;
	IF v.state <> 'open' OR v.closes_at <= clock_timestamp() THEN RETURN 'over'; END IF;
	-- Two tabs of one voter: the second waits for the first.
	PERFORM pg_advisory_xact_lock(hashtextextended('ballot ' || wanted || me, 0));
	SELECT EXISTS (SELECT FROM council_ballot WHERE vote_id = wanted AND person_id = me) INTO before;
	IF before AND NOT changeable THEN RETURN 'final'; END IF;
	INSERT INTO council_ballot (vote_id, person_id, choice, cast_at) VALUES (wanted, me, chosen, clock_timestamp());
	RETURN CASE WHEN before THEN 'changed' ELSE 'cast' END;
END $$;
--> statement-breakpoint
-- How many have voted, and not how: for the screens, while the vote is open.
CREATE FUNCTION sal_council_cast_count(wanted uuid) RETURNS int LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
	SELECT count(DISTINCT person_id)::int FROM council_ballot WHERE vote_id = wanted AND sal_vote_session(wanted) IN (SELECT sal_sessions_seen())
$$;
--> statement-breakpoint
-- Who acts on a session waits for whoever acts on it now. A function, because members may not lock a row that they may not change.
CREATE FUNCTION sal_council_lock(wanted uuid) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
	PERFORM FROM council_session s WHERE s.id = wanted
		AND (s.body_id IN (SELECT sal_councils_run()) OR s.body_id IN (SELECT sal_councils_sat()) OR s.meeting_id IN (SELECT sal_meetings_shared())) FOR UPDATE;
END $$;
--> statement-breakpoint
-- A speaker ends their own speech, and changes nothing else of it.
CREATE FUNCTION sal_council_finish(wanted uuid, ended_when timestamptz) RETURNS uuid LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
	UPDATE council_speech SET ended_at = ended_when, ended = 'done'
	WHERE session_id = wanted AND given_at IS NOT NULL AND ended_at IS NULL AND person_id = sal_person() AND sal_represented() IS NULL RETURNING id
$$;
