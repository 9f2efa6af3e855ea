-- Somebody whom an entry concerns reads who it was and what was done, not from where, nor what is said there of others: rows are the wall's,
-- columns are a function's. Their own acts they read whole; whoever reads the log, or keeps the recording, as before.
ALTER POLICY see ON audit_personal USING (
	(SELECT sal_reads_whole_log()) OR person = (SELECT sal_person())
	OR EXISTS (SELECT FROM audit_entry e WHERE e.id = entry_id AND (e.organisation_id IN (SELECT sal_log_scope()) OR sal_keeps_entry(e.object_kind, e.object_id))));
--> statement-breakpoint
-- What was done by others to the actor's data (they are named in the entry, or host the meeting whose recording it is), and what the actor did:
-- `wanted` is `others`, `looks`, `changes` (both of others), `mine` or `all`. One page, newest first, before the entry (after_at, after_id).
CREATE FUNCTION sal_my_log(wanted text, looks text[], since timestamptz, until timestamptz, after_at timestamptz, after_id bigint, most int)
RETURNS TABLE (id bigint, at timestamptz, action text, outcome text, actor_kind text, object_kind text, object_id text, detail jsonb, name text, "position" text, house text, represented_name text, in_my_place boolean, mine boolean, erased boolean)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
	WITH me AS (SELECT sal_person() AS id),
	own AS (
		SELECT r.id FROM me JOIN meeting_person h ON h.person_id = me.id AND h.role = 'host' JOIN recording r ON r.meeting_id = h.meeting_id
		UNION SELECT r.id FROM me JOIN meeting m ON m.created_by = me.id JOIN recording r ON r.meeting_id = m.id),
	about AS (
		SELECT c.entry_id AS id FROM me JOIN audit_concern c ON c.person = me.id WHERE c.at >= since AND c.at < until AND (c.at, c.entry_id) < (after_at, after_id)
		UNION SELECT e.id FROM own JOIN audit_entry e ON e.object_id = own.id::text AND e.object_kind = 'recording' WHERE e.at >= since AND e.at < until AND (e.at, e.id) < (after_at, after_id))
	SELECT e.id, e.at, e.action, e.outcome, e.actor_kind, e.object_kind, e.object_id, e.detail, p.name, a.position, o.name, p.represented_name, coalesce(p.represented = me.id, false), coalesce(p.person = me.id, false), p.erased_by IS NOT NULL
	FROM me CROSS JOIN about JOIN audit_entry e ON e.id = about.id LEFT JOIN audit_personal p ON p.entry_id = e.id
		LEFT JOIN affiliation a ON a.id = p.affiliation LEFT JOIN organisation o ON o.id = a.organisation_id
	WHERE CASE wanted
		WHEN 'all' THEN true
		WHEN 'mine' THEN p.person = me.id
		WHEN 'looks' THEN p.person IS DISTINCT FROM me.id AND e.action = ANY (looks)
		WHEN 'changes' THEN p.person IS DISTINCT FROM me.id AND e.action <> ALL (looks)
		ELSE p.person IS DISTINCT FROM me.id END
	ORDER BY e.at DESC, e.id DESC LIMIT most
$$;
