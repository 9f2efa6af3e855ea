-- Asked once per request: plpgsql keeps the plan as long as the connection lives, where an SQL function is planned at every call (1.3 ms became 0.2).
CREATE OR REPLACE FUNCTION sal_find_actor(wanted_person uuid, wanted_affiliation uuid, wanted_substitution uuid)
RETURNS TABLE (affiliation_id uuid, organisation_id uuid, organisation_name text, "position" text, substitution_id uuid, represented_id uuid, represented_name text, grants jsonb)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
#variable_conflict use_column
BEGIN
	RETURN QUERY
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
	FROM place p JOIN organisation o ON o.id = p.organisation_id JOIN person w ON w.id = wanted_person AND w.disabled_at IS NULL LEFT JOIN person r ON p.substitution_id IS NOT NULL AND r.id = p.person_id;
END $$;
