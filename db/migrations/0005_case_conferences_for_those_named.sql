-- Hand-written: a case conference is about a patient. Whoever is not named in it sees nothing of it, administrators and clerks included;
-- an invited organisation lets in its clinicians only; its recording is kept by the records clerks of the owning organisation itself.
CREATE OR REPLACE FUNCTION sal_meetings_shared() RETURNS SETOF uuid LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
	SELECT id FROM meeting WHERE created_by = sal_person()
	UNION SELECT meeting_id FROM meeting_person WHERE person_id = sal_person()
	UNION SELECT o.meeting_id FROM meeting_organisation o JOIN meeting m ON m.id = o.meeting_id
		WHERE o.organisation_id IN (SELECT sal_ancestors()) AND (m.kind <> 'case' OR sal_role() = 'clinician')
$$;
--> statement-breakpoint
CREATE OR REPLACE FUNCTION sal_may_host(wanted uuid) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
	SELECT EXISTS (
		SELECT FROM meeting m WHERE m.id = wanted AND (
			m.id IN (SELECT sal_meetings_hosted())
			OR (m.kind <> 'case' AND m.organisation_id = sal_office())
			OR (m.organisation_id IN (SELECT sal_scope()) AND (sal_kind() = 'job' OR (sal_role() = 'admin' AND m.kind <> 'case')))))
$$;
--> statement-breakpoint
-- Organisation whose case conferences the actor keeps the recordings of: a records clerk's own, never one above or below it.
CREATE FUNCTION sal_case_records() RETURNS uuid LANGUAGE sql STABLE PARALLEL SAFE AS $$ SELECT CASE WHEN sal_role() = 'clerk' THEN sal_organisation() END $$;
--> statement-breakpoint
CREATE OR REPLACE FUNCTION sal_may_keep(wanted uuid) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
	SELECT EXISTS (
		SELECT FROM recording r WHERE r.id = wanted AND (
			(r.organisation_id IN (SELECT sal_scope()) AND (r.kind <> 'case' OR sal_kind() = 'job'))
			OR (r.kind = 'case' AND r.organisation_id = sal_case_records())
			OR (r.kind <> 'case' AND r.organisation_id = sal_office())
			OR r.meeting_id IN (SELECT sal_meetings_hosted())))
$$;
--> statement-breakpoint
-- What belongs to a meeting (people, chat, attendance, consent) is read through the meeting's own row, so it follows this policy.
ALTER POLICY see ON meeting USING (
	published
	OR (organisation_id IN (SELECT sal_scope()) AND (kind <> 'case' OR (SELECT sal_kind()) = 'job'))
	OR (kind <> 'case' AND organisation_id = (SELECT sal_office()))
	OR created_by = (SELECT sal_person())
	OR id IN (SELECT sal_meetings_shared())
	OR id = (SELECT sal_guest_meeting()));
--> statement-breakpoint
ALTER POLICY see ON recording USING (
	published
	OR (organisation_id IN (SELECT sal_scope()) AND (kind <> 'case' OR (SELECT sal_kind()) = 'job'))
	OR (kind = 'case' AND organisation_id = (SELECT sal_case_records()))
	OR (kind <> 'case' AND organisation_id = (SELECT sal_office()))
	OR (kind <> 'case' AND watch IN ('organisation', 'public') AND organisation_id = (SELECT sal_organisation()))
	OR id IN (SELECT sal_recordings_shared())
	OR id = (SELECT sal_link_recording()));
