-- Hand-written: a provider speaks for a person only if it serves every place that the person holds. Else whoever runs the provider of one
-- hospital could sign in as somebody who also runs the portal, because a session may act in any place of its person.
CREATE OR REPLACE FUNCTION sal_provider_serves(wanted_provider uuid, wanted_person uuid) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
	SELECT coalesce(bool_and(EXISTS (SELECT FROM provider_organisation s WHERE s.provider_id = wanted_provider AND s.organisation_id = ANY (o.path))), false)
	FROM affiliation a JOIN organisation o ON o.id = a.organisation_id
	WHERE a.person_id = wanted_person AND (a.valid_until IS NULL OR a.valid_until > sal_today())
$$;
