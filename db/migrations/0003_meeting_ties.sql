-- Hand-written: what ties the actor to meetings, each kind of tie as one set that is computed once per query.
-- Asking the member tables row by row would run their own row-level security for every meeting of the list.
CREATE FUNCTION sal_meetings_invited() RETURNS SETOF uuid LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
	SELECT meeting_id FROM meeting_person WHERE person_id = sal_person() AND role = 'invited'
$$;
--> statement-breakpoint
CREATE FUNCTION sal_meetings_of_organisation() RETURNS SETOF uuid LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
	SELECT meeting_id FROM meeting_organisation WHERE organisation_id IN (SELECT sal_ancestors())
$$;
--> statement-breakpoint
CREATE FUNCTION sal_meetings_as_host() RETURNS SETOF uuid LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
	SELECT meeting_id FROM meeting_person WHERE person_id = sal_person() AND role = 'host'
$$;
