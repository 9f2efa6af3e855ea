CREATE TABLE "callback_quarantine" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "callback_quarantine_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"at" timestamp with time zone DEFAULT now() NOT NULL,
	"sfu" text NOT NULL,
	"room" uuid,
	"sequence" bigint,
	"reason" text NOT NULL,
	"body" text NOT NULL,
	"settled_at" timestamp with time zone,
	"settled_by" uuid,
	CONSTRAINT "callback_quarantine_reason" CHECK ("callback_quarantine"."reason" in ('unreadable','unknown-room','refused'))
);
--> statement-breakpoint
CREATE TABLE "room_review" (
	"meeting_id" uuid NOT NULL,
	"participant" uuid NOT NULL,
	"out" boolean DEFAULT false NOT NULL,
	"since" timestamp with time zone DEFAULT now() NOT NULL,
	"version" uuid DEFAULT gen_random_uuid() NOT NULL,
	CONSTRAINT "room_review_meeting_id_participant_pk" PRIMARY KEY("meeting_id","participant")
);
--> statement-breakpoint
ALTER TABLE "callback_quarantine" ADD CONSTRAINT "callback_quarantine_settled_by_person_id_fk" FOREIGN KEY ("settled_by") REFERENCES "public"."person"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "room_review" ADD CONSTRAINT "room_review_meeting_id_meeting_id_fk" FOREIGN KEY ("meeting_id") REFERENCES "public"."meeting"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "callback_quarantine_open" ON "callback_quarantine" USING btree ("at") WHERE "callback_quarantine"."settled_at" is null;--> statement-breakpoint
CREATE UNIQUE INDEX "callback_quarantine_once" ON "callback_quarantine" USING btree ("sfu","room","sequence");--> statement-breakpoint
CREATE INDEX "meeting_admission_participant" ON "meeting_admission" USING btree ("participant");
--> statement-breakpoint

-- Hand-written from here: policies, and the triggers that see every way in which a decision can change.
DO $$
DECLARE t text;
BEGIN
	FOREACH t IN ARRAY ARRAY['room_review', 'callback_quarantine'] LOOP
		EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
		EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', t);
		EXECUTE format('CREATE POLICY owner ON %I TO CURRENT_USER USING (true) WITH CHECK (true)', t);
	END LOOP;
END $$;
--> statement-breakpoint
REVOKE INSERT, UPDATE ON room_review FROM sal_app;
--> statement-breakpoint
CREATE POLICY job ON room_review TO sal_app USING ((SELECT sal_kind()) = 'job' AND sal_may_host(meeting_id));
--> statement-breakpoint
-- What came is evidence; only that somebody has looked into it is added.
REVOKE UPDATE, DELETE ON callback_quarantine FROM sal_app;
--> statement-breakpoint
GRANT UPDATE (settled_at, settled_by) ON callback_quarantine TO sal_app;
--> statement-breakpoint
CREATE POLICY job_adds ON callback_quarantine FOR INSERT TO sal_app WITH CHECK ((SELECT sal_kind()) = 'job');
--> statement-breakpoint
CREATE POLICY operator_sees ON callback_quarantine FOR SELECT TO sal_app USING ((SELECT sal_runs_portal()));
--> statement-breakpoint
CREATE POLICY operator_settles ON callback_quarantine FOR UPDATE TO sal_app USING ((SELECT sal_runs_portal()));
--> statement-breakpoint
-- Whoever was never let in has no place in a room that could be decided anew.
CREATE FUNCTION sal_review(wanted_meeting uuid, wanted_participant uuid, sent_out boolean) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
	INSERT INTO room_review (meeting_id, participant, out)
		SELECT DISTINCT a.meeting_id, a.participant, sent_out FROM meeting_admission a JOIN meeting m ON m.id = a.meeting_id
		WHERE a.participant = wanted_participant AND (wanted_meeting IS NULL OR a.meeting_id = wanted_meeting) AND m.state IN ('planned', 'live')
		ON CONFLICT (meeting_id, participant) DO UPDATE SET out = room_review.out OR excluded.out, since = clock_timestamp(), version = gen_random_uuid();
	IF FOUND THEN PERFORM pg_notify('sal_jobs', 'rooms'); END IF;
END $$;
--> statement-breakpoint
CREATE FUNCTION sal_person_decided() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM sal_review(NULL, NEW.id, false); RETURN NULL; END $$;
--> statement-breakpoint
CREATE TRIGGER person_decided AFTER UPDATE OF role, organisation_id, disabled_at ON person FOR EACH ROW
	WHEN (OLD.role <> NEW.role OR OLD.organisation_id <> NEW.organisation_id OR OLD.disabled_at IS DISTINCT FROM NEW.disabled_at) EXECUTE FUNCTION sal_person_decided();
--> statement-breakpoint
CREATE FUNCTION sal_member_decided() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	PERFORM sal_review(coalesce(NEW.meeting_id, OLD.meeting_id), coalesce(NEW.person_id, OLD.person_id), false);
	RETURN NULL;
END $$;
--> statement-breakpoint
CREATE TRIGGER member_decided AFTER INSERT OR UPDATE OR DELETE ON meeting_person FOR EACH ROW EXECUTE FUNCTION sal_member_decided();
--> statement-breakpoint
CREATE FUNCTION sal_guests_decided() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
	PERFORM sal_review(NEW.meeting_id, g.id, false) FROM guest g WHERE g.link_id = NEW.id;
	RETURN NULL;
END $$;
--> statement-breakpoint
CREATE TRIGGER guests_decided AFTER UPDATE OF revoked_at ON guest_link FOR EACH ROW
	WHEN (OLD.revoked_at IS NULL AND NEW.revoked_at IS NOT NULL) EXECUTE FUNCTION sal_guests_decided();
--> statement-breakpoint
-- Has the actor done this with the recording lately? Only keepers may read the log, but everybody's sitting is one line of it.
CREATE FUNCTION sal_accessed_lately(wanted uuid, what text, minutes int) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
	SELECT EXISTS (
		SELECT FROM recording_access a WHERE a.recording_id = wanted AND a.action = what AND a.at > now() - make_interval(mins => minutes)
			AND (a.person_id = sal_person() OR (sal_kind() = 'link' AND a.link_id = (sal_actor()->>'link')::uuid)))
$$;
