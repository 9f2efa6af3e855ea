CREATE INDEX "affiliation_end" ON "affiliation" USING btree ("valid_until");--> statement-breakpoint
CREATE INDEX "substitution_end" ON "substitution" USING btree ("valid_until");
--> statement-breakpoint
-- Delegated administration: what somebody with a part of the tree must not reach through it.

-- Does the affiliation have a role over the portal itself, or over everybody's records, that holds now?
CREATE FUNCTION sal_operators_place(wanted uuid) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
	SELECT EXISTS (SELECT FROM role_grant WHERE affiliation_id = wanted AND role IN ('portal.admin', 'region.auditor') AND revoked_at IS NULL AND (valid_until IS NULL OR valid_until > now()))
$$;
--> statement-breakpoint
-- Has the affiliation a role that the actor could not give? Then nobody may come by it through the actor: by a merger, or as a deputy.
CREATE FUNCTION sal_grants_beyond(wanted uuid) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
	SELECT EXISTS (
		SELECT FROM role_grant g WHERE g.affiliation_id = wanted AND g.revoked_at IS NULL AND (g.valid_until IS NULL OR g.valid_until > now())
			AND (g.organisation_id NOT IN (SELECT sal_administered())
				OR (g.role IN ('portal.admin', 'region.auditor') AND g.organisation_id NOT IN (SELECT sal_scope('portal.admin')) AND sal_kind() <> 'job')))
$$;
--> statement-breakpoint
-- Only who administers every place that a person holds, and could give every role that they have; of somebody without a place, every one that
-- they had. Else an address could be changed, and with it an account taken that reaches further than its taker.
CREATE OR REPLACE FUNCTION sal_may_manage(wanted uuid) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
	WITH places AS (SELECT id, organisation_id, (valid_until IS NULL OR valid_until > sal_today()) AS open FROM affiliation WHERE person_id = wanted),
	asked AS (SELECT * FROM places WHERE open OR NOT EXISTS (SELECT FROM places WHERE open))
	SELECT EXISTS (SELECT sal_administered())
		AND (SELECT coalesce(bool_and(organisation_id IN (SELECT sal_administered()) AND NOT (open AND sal_grants_beyond(id))), sal_runs_portal()) FROM asked)
$$;
--> statement-breakpoint
-- May the actor name a deputy for this place? Its holder (not their deputy), or whoever administers it and could give its roles.
CREATE FUNCTION sal_may_substitute(wanted uuid) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
	SELECT sal_kind() = 'person' AND EXISTS (
		SELECT FROM affiliation a WHERE a.id = wanted
			AND ((a.person_id = sal_person() AND sal_represented() IS NULL) OR (a.organisation_id IN (SELECT sal_administered()) AND NOT sal_grants_beyond(a.id))))
$$;
--> statement-breakpoint
ALTER POLICY add ON substitution WITH CHECK (created_by = (SELECT sal_person()) AND deputy_id <> sal_affiliation_person(affiliation_id) AND sal_may_substitute(affiliation_id));
--> statement-breakpoint
-- Nobody but an operator gives a role to themself: two people see it then.
ALTER POLICY add ON role_grant WITH CHECK (
	((SELECT sal_kind()) = 'identity' AND sal_is_empty())
	OR (organisation_id IN (SELECT sal_administered()) AND sal_affiliation_organisation(affiliation_id) IN (SELECT sal_administered())
		AND ((role NOT IN ('portal.admin', 'region.auditor') AND sal_affiliation_person(affiliation_id) IS DISTINCT FROM (SELECT sal_person())) OR organisation_id IN (SELECT sal_scope('portal.admin')))));
--> statement-breakpoint
-- Substitutions of either of two people, so that none overlaps and none makes a chain; without it a person would not see those of their deputy.
CREATE FUNCTION sal_substitutions_of(absent uuid, wanted_deputy uuid) RETURNS TABLE (affiliation uuid, person uuid, deputy uuid, "from" timestamptz, until timestamptz) LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
	SELECT s.affiliation_id, a.person_id, s.deputy_id, s.valid_from, s.valid_until FROM substitution s JOIN affiliation a ON a.id = s.affiliation_id
	WHERE sal_kind() = 'person' AND s.revoked_at IS NULL AND s.valid_until > now() AND (a.person_id IN (absent, wanted_deputy) OR s.deputy_id IN (absent, wanted_deputy))
$$;
--> statement-breakpoint

-- ── What a move changes, counted for whoever administers the unit: they see no meetings, only how many ──────────
CREATE FUNCTION sal_subtree_counts(wanted uuid) RETURNS TABLE (units int, people int, meetings int, recordings int) LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
	WITH inside AS (SELECT id FROM organisation WHERE path @> ARRAY[wanted] AND wanted IN (SELECT sal_administered()))
	SELECT (SELECT count(*)::int FROM inside JOIN organisation o USING (id) WHERE o.id <> wanted AND o.valid_until IS NULL),
		(SELECT count(DISTINCT a.person_id)::int FROM affiliation a WHERE a.organisation_id IN (SELECT id FROM inside) AND (a.valid_until IS NULL OR a.valid_until > sal_today())),
		(SELECT count(*)::int FROM meeting m WHERE m.kind <> 'case' AND m.organisation_id IN (SELECT id FROM inside)),
		(SELECT count(*)::int FROM recording r WHERE r.kind <> 'case' AND r.organisation_id IN (SELECT id FROM inside))
$$;
--> statement-breakpoint
-- Meetings that people of the unit know of because one of these superiors is invited.
CREATE FUNCTION sal_invitations_through(wanted uuid, superiors uuid[]) RETURNS int LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
	SELECT count(DISTINCT meeting_id)::int FROM meeting_organisation WHERE organisation_id = ANY (superiors) AND wanted IN (SELECT sal_administered())
$$;
--> statement-breakpoint
-- Who holds one of these roles at one of these superiors, and with it reaches the unit.
CREATE FUNCTION sal_holders(wanted uuid, superiors uuid[], roles text[]) RETURNS TABLE (organisation_id uuid, role text, name text) LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
	SELECT DISTINCT g.organisation_id, g.role, p.name FROM role_grant g JOIN affiliation a ON a.id = g.affiliation_id JOIN person p ON p.id = a.person_id
	WHERE g.organisation_id = ANY (superiors) AND g.role = ANY (roles) AND g.revoked_at IS NULL AND g.valid_from <= now() AND (g.valid_until IS NULL OR g.valid_until > now())
		AND a.valid_from <= sal_today() AND (a.valid_until IS NULL OR a.valid_until > sal_today()) AND p.disabled_at IS NULL AND wanted IN (SELECT sal_administered())
$$;
--> statement-breakpoint

-- ── Rights that lapse by time are decided about again in running rooms ────────────────────────────────────────
-- Everybody whose grant, affiliation or substitution ended after `since`; triggers see to those that were ended by somebody. A day begins at
-- Prague's midnight.
CREATE FUNCTION sal_review_lapsed(since timestamptz) RETURNS int LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
	who uuid;
	found int := 0;
BEGIN
	IF sal_kind() <> 'job' THEN RETURN 0; END IF;
	FOR who IN
		WITH lapsed AS (
			SELECT affiliation_id FROM role_grant WHERE revoked_at IS NULL AND valid_until > since AND valid_until <= now()
			UNION SELECT id FROM affiliation WHERE valid_until >= (since AT TIME ZONE 'Europe/Prague')::date AND (valid_until::timestamp AT TIME ZONE 'Europe/Prague') > since AND (valid_until::timestamp AT TIME ZONE 'Europe/Prague') <= now()
		)
		SELECT a.person_id FROM lapsed l JOIN affiliation a ON a.id = l.affiliation_id
		UNION SELECT s.deputy_id FROM lapsed l JOIN substitution s ON s.affiliation_id = l.affiliation_id WHERE s.revoked_at IS NULL AND s.valid_until > since
		UNION SELECT deputy_id FROM substitution WHERE revoked_at IS NULL AND valid_until > since AND valid_until <= now()
	LOOP
		PERFORM sal_review(NULL, who, false);
		found := found + 1;
	END LOOP;
	RETURN found;
END $$;
