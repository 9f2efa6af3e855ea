CREATE TABLE "break_glass" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"meeting_id" uuid NOT NULL,
	"person_id" uuid NOT NULL,
	"affiliation_id" uuid NOT NULL,
	"reason" text NOT NULL,
	"at" timestamp with time zone DEFAULT now() NOT NULL,
	"until" timestamp with time zone NOT NULL,
	"verdict" text,
	"note" text DEFAULT '' NOT NULL,
	"reviewed_at" timestamp with time zone,
	"reviewed_by" uuid,
	"closed_at" timestamp with time zone,
	CONSTRAINT "break_glass_verdict" CHECK ("break_glass"."verdict" in ('in-order','objected') and "break_glass"."reviewed_at" is not null or "break_glass"."verdict" is null),
	CONSTRAINT "break_glass_reason" CHECK (length("break_glass"."reason") >= 10)
);
--> statement-breakpoint
ALTER TABLE "break_glass" ADD CONSTRAINT "break_glass_meeting_id_meeting_id_fk" FOREIGN KEY ("meeting_id") REFERENCES "public"."meeting"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "break_glass" ADD CONSTRAINT "break_glass_person_id_person_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."person"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "break_glass" ADD CONSTRAINT "break_glass_affiliation_id_affiliation_id_fk" FOREIGN KEY ("affiliation_id") REFERENCES "public"."affiliation"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "break_glass" ADD CONSTRAINT "break_glass_reviewed_by_person_id_fk" FOREIGN KEY ("reviewed_by") REFERENCES "public"."person"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "break_glass_meeting" ON "break_glass" USING btree ("meeting_id");--> statement-breakpoint
CREATE INDEX "break_glass_person" ON "break_glass" USING btree ("person_id","until");--> statement-breakpoint
CREATE INDEX "break_glass_open" ON "break_glass" USING btree ("until") WHERE "break_glass"."closed_at" is null;--> statement-breakpoint
-- Hand-written from here.
ALTER TABLE break_glass ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE break_glass FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
REVOKE INSERT, UPDATE, DELETE ON break_glass FROM sal_app;
--> statement-breakpoint
GRANT UPDATE (verdict, note, reviewed_at, reviewed_by) ON break_glass TO sal_app;
--> statement-breakpoint
CREATE POLICY owner ON break_glass TO CURRENT_USER USING (true) WITH CHECK (true);
--> statement-breakpoint
-- Whoever did it, those who run the case, the clerks who keep the owning house's records, and auditors: that it happened, never what the case is about.
CREATE POLICY see ON break_glass FOR SELECT TO sal_app USING (
	person_id = (SELECT sal_person()) OR sal_may_host(meeting_id)
	OR sal_meeting_organisation(meeting_id) IN (SELECT sal_houses('recordings.clerk')) OR sal_meeting_organisation(meeting_id) IN (SELECT sal_scope('region.auditor')));
--> statement-breakpoint
CREATE POLICY owner_judges ON break_glass FOR UPDATE TO sal_app
	USING (reviewed_at IS NULL AND sal_may_host(meeting_id) AND person_id <> (SELECT sal_person()))
	WITH CHECK (reviewed_by = (SELECT sal_person()));
--> statement-breakpoint
-- Cases that the actor has broken the glass of and that are still open: as a clinician, in the same affiliation, as themself.
CREATE FUNCTION sal_meetings_broken() RETURNS SETOF uuid LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE actor jsonb := sal_actor();
BEGIN
	IF actor->>'kind' IS DISTINCT FROM 'person' OR actor->>'substitution' IS NOT NULL THEN RETURN; END IF;
	RETURN QUERY SELECT b.meeting_id FROM break_glass b JOIN sal_place() p ON p.affiliation = b.affiliation_id
		WHERE b.person_id = (actor->>'person')::uuid AND b.until > now() AND sal_granted('cases.clinician');
END $$;
--> statement-breakpoint
-- Opens a case of the actor's own region, and answers until when; null when there is no such case. Once open it is not opened again.
CREATE FUNCTION sal_break_glass(wanted uuid, why text, minutes int) RETURNS timestamptz LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE place record; ends timestamptz;
BEGIN
	IF sal_actor()->>'substitution' IS NOT NULL OR NOT sal_granted('cases.clinician') THEN
		RAISE EXCEPTION 'only clinicians break the glass, and only as themselves' USING ERRCODE = 'insufficient_privilege';
	END IF;
	SELECT p.affiliation, o.path[1] AS root INTO place FROM sal_place() p JOIN organisation o ON o.id = p.organisation;
	IF NOT EXISTS (SELECT FROM meeting m JOIN organisation o ON o.id = m.organisation_id WHERE m.id = wanted AND m.kind = 'case' AND o.path[1] = place.root) THEN RETURN NULL; END IF;
	SELECT until INTO ends FROM break_glass WHERE meeting_id = wanted AND person_id = sal_person() AND affiliation_id = place.affiliation AND until > now();
	IF ends IS NULL THEN
		INSERT INTO break_glass (meeting_id, person_id, affiliation_id, reason, until) VALUES (wanted, sal_person(), place.affiliation, why, now() + make_interval(mins => minutes)) RETURNING until INTO ends;
	END IF;
	RETURN ends;
END $$;
--> statement-breakpoint
-- Those whose time is over are decided about again in running rooms. For jobs.
CREATE FUNCTION sal_close_broken() RETURNS int LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE each record; closed int := 0;
BEGIN
	IF sal_kind() IS DISTINCT FROM 'job' THEN RETURN 0; END IF;
	FOR each IN UPDATE break_glass SET closed_at = now() WHERE closed_at IS NULL AND until <= now() RETURNING meeting_id, person_id LOOP
		PERFORM sal_review(each.meeting_id, each.person_id, false);
		closed := closed + 1;
	END LOOP;
	RETURN closed;
END $$;
--> statement-breakpoint
CREATE OR REPLACE FUNCTION sal_meetings_shared() RETURNS SETOF uuid LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE me uuid := sal_person(); represented uuid := sal_represented(); clinician boolean := sal_granted('cases.clinician'); houses uuid[] := ARRAY(SELECT sal_ancestors());
BEGIN
	RETURN QUERY SELECT id FROM meeting WHERE created_by = me
		UNION SELECT meeting_id FROM meeting_person WHERE person_id = me
		UNION SELECT o.meeting_id FROM meeting_organisation o JOIN meeting m ON m.id = o.meeting_id WHERE o.organisation_id = ANY (houses) AND (m.kind <> 'case' OR clinician);
	IF clinician THEN RETURN QUERY SELECT sal_meetings_broken(); END IF;
	IF represented IS NULL THEN RETURN; END IF;
	RETURN QUERY SELECT id FROM meeting WHERE created_by = represented AND kind <> 'case'
		UNION SELECT p.meeting_id FROM meeting_person p JOIN meeting m ON m.id = p.meeting_id WHERE p.person_id = represented AND m.kind <> 'case';
END $$;
--> statement-breakpoint
CREATE OR REPLACE FUNCTION sal_recordings_shared() RETURNS SETOF uuid LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
	RETURN QUERY SELECT id FROM recording WHERE meeting_id IN (SELECT sal_meetings_hosted())
	UNION SELECT id FROM recording WHERE watch IN ('invited', 'organisation', 'public') AND meeting_id IN (SELECT sal_meetings_shared())
	UNION SELECT id FROM recording WHERE meeting_id IN (SELECT sal_meetings_broken());
END $$;
