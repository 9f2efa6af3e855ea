-- The queue's tables are pg-boss's own, in a schema that it makes at its first start and that only the owner may enter. Data of jobs are
-- not told; of an error the first line only, because what follows may quote what was being written.
CREATE FUNCTION sal_jobs() RETURNS TABLE (id uuid, name text, state text, tries int, since timestamptz, next_at timestamptz, reason text)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
	IF NOT sal_runs_portal() OR to_regclass('pgboss.job') IS NULL THEN RETURN; END IF;
	RETURN QUERY EXECUTE $q$
		SELECT j.id, j.name, j.state::text, j.retry_count, coalesce(j.started_on, j.created_on), j.start_after, left(split_part(j.output->>'message', E'\n', 1), 300)
		FROM pgboss.job j WHERE j.state::text IN ('created', 'retry', 'active', 'failed')
		ORDER BY array_position(ARRAY['failed', 'retry', 'active', 'created'], j.state::text), j.created_on LIMIT 200
	$q$;
END $$;
--> statement-breakpoint
-- Takes a job up again now instead of when its pause is over; false when it is not one that has failed.
CREATE FUNCTION sal_job_again(wanted uuid) RETURNS boolean LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE changed int;
BEGIN
	IF NOT sal_runs_portal() OR to_regclass('pgboss.job') IS NULL THEN RETURN false; END IF;
	EXECUTE $q$
		UPDATE pgboss.job SET state = 'retry', start_after = now(), completed_on = NULL, retry_limit = greatest(retry_limit, retry_count + 1)
		WHERE id = $1 AND state::text IN ('retry', 'failed')
	$q$ USING wanted;
	GET DIAGNOSTICS changed = ROW_COUNT;
	RETURN changed > 0;
EXCEPTION WHEN unique_violation THEN
	-- The same work is queued anew already.
	RETURN true;
END $$;
