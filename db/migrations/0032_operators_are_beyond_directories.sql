-- A directory's job administered whoever runs the portal: an organisation's administrator could have connected one, given an operator another
-- address through it, and asked for a new password there. A job is now no more than an administrator.
CREATE OR REPLACE FUNCTION sal_grants_beyond(wanted uuid) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
	SELECT EXISTS (
		SELECT FROM role_grant g WHERE g.affiliation_id = wanted AND g.revoked_at IS NULL AND (g.valid_until IS NULL OR g.valid_until > now())
			AND (g.organisation_id NOT IN (SELECT sal_administered())
				OR (g.role IN ('portal.admin', 'region.auditor') AND g.organisation_id NOT IN (SELECT sal_scope('portal.admin')))))
$$;
--> statement-breakpoint
-- With the place its roles end: nobody but an operator ends an operator's or an auditor's.
ALTER POLICY change ON affiliation WITH CHECK (
	organisation_id IN (SELECT sal_administered())
	AND (valid_until IS NULL OR NOT sal_operators_place(id) OR EXISTS (SELECT sal_scope('portal.admin'))));
