-- Whatever a clinician does with a case that they have opened in an emergency carries the mark, whichever part of the portal it is done in.
CREATE OR REPLACE FUNCTION sal_audit(action text, outcome text, object_kind text, object_id text, organisation uuid, detail jsonb, personal jsonb, subjects uuid[], signing_in uuid)
RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
	e audit_entry;
	p audit_personal;
	origin jsonb := nullif(current_setting('sal.origin', true), '')::jsonb;
	-- Without an actor: the owner's own programs, run by whoever has the server.
	kind text := coalesce(sal_kind(), CASE WHEN session_user = current_user THEN 'operator' ELSE 'public' END);
BEGIN
	e.at := clock_timestamp();
	e.action := action;
	e.outcome := outcome;
	e.actor_kind := kind;
	e.object_kind := object_kind;
	e.object_id := object_id;
	e.request_id := left(origin->>'requestId', 100);
	e.detail := detail;
	p.address := left(origin->>'address', 100);
	p.user_agent := left(origin->>'userAgent', 300);
	p.detail := personal;
	p.subjects := nullif(subjects, '{}');
	CASE kind
		WHEN 'person' THEN
			p.person := sal_person();
			SELECT l.affiliation, CASE WHEN sal_actor()->>'substitution' IS NOT NULL THEN l.person END INTO p.affiliation, p.represented FROM sal_place() l;
			IF p.represented IS NOT NULL THEN p.substitution := (sal_actor()->>'substitution')::uuid; END IF;
			e.organisation_id := sal_organisation();
		WHEN 'identity' THEN
			p.person := signing_in;
			SELECT a.organisation_id INTO e.organisation_id FROM affiliation a
				WHERE a.person_id = signing_in AND (a.valid_until IS NULL OR a.valid_until > sal_today()) ORDER BY a.valid_from, a.created_at, a.id LIMIT 1;
		WHEN 'guest' THEN
			SELECT g.name, m.organisation_id INTO p.name, e.organisation_id FROM guest g JOIN meeting m ON m.id = g.meeting_id WHERE g.id = (sal_actor()->>'guest')::uuid;
		WHEN 'link' THEN
			SELECT l.label, r.organisation_id INTO p.name, e.organisation_id FROM recording_link l JOIN recording r ON r.id = l.recording_id WHERE l.id = (sal_actor()->>'link')::uuid;
		WHEN 'job' THEN
			p.name := sal_actor()->>'name';
			e.organisation_id := sal_organisation();
		ELSE NULL;
	END CASE;
	e.organisation_id := coalesce(organisation, e.organisation_id);
	IF kind = 'person' AND object_kind IN ('meeting', 'recording') AND EXISTS (
		SELECT FROM sal_meetings_broken() b WHERE CASE object_kind WHEN 'meeting' THEN b::text = object_id ELSE EXISTS (SELECT FROM recording r WHERE r.meeting_id = b AND r.id::text = object_id) END
	) THEN e.detail := coalesce(e.detail, '{}') || '{"emergency": true}'; END IF;
	IF p.person IS NOT NULL THEN SELECT n.name INTO p.name FROM person n WHERE n.id = p.person; END IF;
	SELECT n.name INTO p.represented_name FROM person n WHERE n.id = p.represented;
	RETURN sal_audit_write(e, p);
END $$;
--> statement-breakpoint
-- A recording of a case that a clinician of the same region may not see leads to the case, which can be opened in an emergency; null to everybody else.
CREATE FUNCTION sal_case_of_recording(wanted uuid) RETURNS uuid LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
	IF sal_kind() IS DISTINCT FROM 'person' OR sal_actor()->>'substitution' IS NOT NULL OR NOT sal_granted('cases.clinician') THEN RETURN NULL; END IF;
	RETURN (
		SELECT r.meeting_id FROM recording r JOIN organisation o ON o.id = r.organisation_id JOIN sal_place() p ON true JOIN organisation mine ON mine.id = p.organisation
		WHERE r.id = wanted AND r.kind = 'case' AND o.path[1] = mine.path[1]);
END $$;
