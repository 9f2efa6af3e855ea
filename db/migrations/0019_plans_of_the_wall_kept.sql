-- Hand-written: what every policy asks, in PL/pgSQL: it keeps its plans for as long as the connection, where SQL functions plan anew at every call.
-- Meaning as before (see affiliations_grants_substitutions).
CREATE OR REPLACE FUNCTION sal_place() RETURNS TABLE (affiliation uuid, organisation uuid, person uuid) LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 1 SET search_path = public, pg_temp AS $$
#variable_conflict use_column
DECLARE actor jsonb := nullif(current_setting('sal.actor', true), '')::jsonb;
BEGIN
	IF actor->>'kind' IS DISTINCT FROM 'person' THEN RETURN; END IF;
	RETURN QUERY SELECT a.id, a.organisation_id, a.person_id FROM affiliation a
	WHERE a.id = (actor->>'affiliation')::uuid AND a.valid_from <= sal_today() AND (a.valid_until IS NULL OR a.valid_until > sal_today())
		AND (CASE WHEN actor->>'substitution' IS NULL THEN a.person_id = (actor->>'person')::uuid
			ELSE EXISTS (SELECT FROM substitution s WHERE s.id = (actor->>'substitution')::uuid AND s.affiliation_id = a.id AND s.deputy_id = (actor->>'person')::uuid
				AND s.revoked_at IS NULL AND s.valid_from <= now() AND s.valid_until > now()) END);
END $$;
--> statement-breakpoint
CREATE OR REPLACE FUNCTION sal_grants() RETURNS TABLE (role text, organisation_id uuid) LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 5 SET search_path = public, pg_temp AS $$
#variable_conflict use_column
BEGIN
	RETURN QUERY SELECT g.role, g.organisation_id FROM role_grant g JOIN sal_place() p ON p.affiliation = g.affiliation_id
	WHERE g.revoked_at IS NULL AND g.valid_from <= now() AND (g.valid_until IS NULL OR g.valid_until > now())
		AND (sal_actor()->>'substitution' IS NULL OR g.role NOT IN ('portal.admin', 'organisation.admin', 'cases.clinician'));
END $$;
--> statement-breakpoint
CREATE OR REPLACE FUNCTION sal_scope(VARIADIC wanted text[]) RETURNS SETOF uuid LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE tops uuid[] := ARRAY(SELECT organisation_id FROM sal_grants() WHERE role = ANY (wanted));
BEGIN
	IF tops = '{}' THEN RETURN; END IF;
	RETURN QUERY SELECT id FROM organisation WHERE path && tops;
END $$;
--> statement-breakpoint
CREATE OR REPLACE FUNCTION sal_meetings_hosted() RETURNS SETOF uuid LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE me uuid := sal_person(); represented uuid := sal_represented();
BEGIN
	RETURN QUERY SELECT id FROM meeting WHERE created_by = me
		UNION SELECT meeting_id FROM meeting_person WHERE person_id = me AND role = 'host';
	IF represented IS NULL THEN RETURN; END IF;
	RETURN QUERY SELECT id FROM meeting WHERE created_by = represented AND kind <> 'case'
		UNION SELECT p.meeting_id FROM meeting_person p JOIN meeting m ON m.id = p.meeting_id WHERE p.person_id = represented AND p.role = 'host' AND m.kind <> 'case';
END $$;
--> statement-breakpoint
CREATE OR REPLACE FUNCTION sal_meetings_shared() RETURNS SETOF uuid LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE me uuid := sal_person(); represented uuid := sal_represented(); clinician boolean := sal_granted('cases.clinician'); houses uuid[] := ARRAY(SELECT sal_ancestors());
BEGIN
	RETURN QUERY SELECT id FROM meeting WHERE created_by = me
		UNION SELECT meeting_id FROM meeting_person WHERE person_id = me
		UNION SELECT o.meeting_id FROM meeting_organisation o JOIN meeting m ON m.id = o.meeting_id WHERE o.organisation_id = ANY (houses) AND (m.kind <> 'case' OR clinician);
	IF represented IS NULL THEN RETURN; END IF;
	RETURN QUERY SELECT id FROM meeting WHERE created_by = represented AND kind <> 'case'
		UNION SELECT p.meeting_id FROM meeting_person p JOIN meeting m ON m.id = p.meeting_id WHERE p.person_id = represented AND m.kind <> 'case';
END $$;
--> statement-breakpoint
CREATE OR REPLACE FUNCTION sal_recordings_shared() RETURNS SETOF uuid LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
	RETURN QUERY SELECT id FROM recording WHERE meeting_id IN (SELECT sal_meetings_hosted())
	UNION SELECT id FROM recording WHERE watch IN ('invited', 'organisation', 'public') AND meeting_id IN (SELECT sal_meetings_shared());
END $$;
--> statement-breakpoint
CREATE OR REPLACE FUNCTION sal_job_scope() RETURNS SETOF uuid LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
	IF sal_kind() IS DISTINCT FROM 'job' THEN RETURN; END IF;
	RETURN QUERY SELECT id FROM organisation WHERE path @> ARRAY[(sal_actor()->>'organisation')::uuid];
END $$;
