-- Hand-written: who sees and who changes what (row-level security), look-ups by secret, and the Czech search.
-- The application connects as sal_app and says who acts with set_config('sal.actor', json, true) inside one transaction.
CREATE EXTENSION IF NOT EXISTS unaccent;
--> statement-breakpoint
CREATE EXTENSION IF NOT EXISTS pg_trgm;
--> statement-breakpoint
DO $$ BEGIN
	IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'sal_app') THEN
		RAISE EXCEPTION 'role sal_app is missing: create it (login, no superuser, no BYPASSRLS) before migrating';
	END IF;
END $$;
--> statement-breakpoint

-- ── Who acts ──────────────────────────────────────────────────────────────────────────────────────────────────
CREATE FUNCTION sal_actor() RETURNS jsonb LANGUAGE sql STABLE PARALLEL SAFE AS $$ SELECT nullif(current_setting('sal.actor', true), '')::jsonb $$;
--> statement-breakpoint
CREATE FUNCTION sal_kind() RETURNS text LANGUAGE sql STABLE PARALLEL SAFE AS $$ SELECT sal_actor()->>'kind' $$;
--> statement-breakpoint
CREATE FUNCTION sal_role() RETURNS text LANGUAGE sql STABLE PARALLEL SAFE AS $$ SELECT CASE WHEN sal_kind() = 'person' THEN sal_actor()->>'role' END $$;
--> statement-breakpoint
CREATE FUNCTION sal_person() RETURNS uuid LANGUAGE sql STABLE PARALLEL SAFE AS $$ SELECT CASE WHEN sal_kind() = 'person' THEN (sal_actor()->>'person')::uuid END $$;
--> statement-breakpoint
CREATE FUNCTION sal_organisation() RETURNS uuid LANGUAGE sql STABLE PARALLEL SAFE AS $$ SELECT CASE WHEN sal_kind() IN ('person', 'job') THEN (sal_actor()->>'organisation')::uuid END $$;
--> statement-breakpoint
-- Organisations whose things the actor sees whole: the subtree of an administrator, a clerk or a job.
CREATE FUNCTION sal_scope() RETURNS SETOF uuid LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
	SELECT id FROM organisation WHERE path @> ARRAY[sal_organisation()] AND (sal_kind() = 'job' OR sal_role() IN ('admin', 'clerk'))
$$;
--> statement-breakpoint
-- Organisation whose sessions and calls the actor runs: council office and chair, their own organisation only, never case conferences.
CREATE FUNCTION sal_office() RETURNS uuid LANGUAGE sql STABLE PARALLEL SAFE AS $$ SELECT CASE WHEN sal_role() IN ('office', 'chair') THEN sal_organisation() END $$;
--> statement-breakpoint
-- The actor's organisation and everything above it: an invitation of a hospital reaches its wards.
CREATE FUNCTION sal_ancestors() RETURNS SETOF uuid LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
	SELECT unnest(path) FROM organisation WHERE id = sal_organisation() AND sal_kind() = 'person'
$$;
--> statement-breakpoint
CREATE FUNCTION sal_meetings_hosted() RETURNS SETOF uuid LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
	SELECT id FROM meeting WHERE created_by = sal_person()
	UNION SELECT meeting_id FROM meeting_person WHERE person_id = sal_person() AND role = 'host'
$$;
--> statement-breakpoint
CREATE FUNCTION sal_meetings_shared() RETURNS SETOF uuid LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
	SELECT id FROM meeting WHERE created_by = sal_person()
	UNION SELECT meeting_id FROM meeting_person WHERE person_id = sal_person()
	UNION SELECT meeting_id FROM meeting_organisation WHERE organisation_id IN (SELECT sal_ancestors())
$$;
--> statement-breakpoint
-- The guest's meeting, as long as the link he came by is neither revoked nor expired.
CREATE FUNCTION sal_guest_meeting() RETURNS uuid LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
	SELECT g.meeting_id FROM guest g JOIN guest_link l ON l.id = g.link_id
	WHERE sal_kind() = 'guest' AND g.id = (sal_actor()->>'guest')::uuid AND g.meeting_id = (sal_actor()->>'meeting')::uuid
		AND g.expires_at > now() AND l.revoked_at IS NULL
$$;
--> statement-breakpoint
CREATE FUNCTION sal_link_recording() RETURNS uuid LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
	SELECT recording_id FROM recording_link
	WHERE sal_kind() = 'link' AND id = (sal_actor()->>'link')::uuid AND recording_id = (sal_actor()->>'recording')::uuid
		AND revoked_at IS NULL AND expires_at > now()
$$;
--> statement-breakpoint
-- Recordings shared with the actor: a host always, the invited if the watch policy says so.
CREATE FUNCTION sal_recordings_shared() RETURNS SETOF uuid LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
	SELECT id FROM recording WHERE meeting_id IN (SELECT sal_meetings_hosted())
	UNION SELECT id FROM recording WHERE watch IN ('invited', 'organisation', 'public') AND meeting_id IN (SELECT sal_meetings_shared())
$$;
--> statement-breakpoint
-- May the actor change this meeting and what belongs to it?
CREATE FUNCTION sal_may_host(wanted uuid) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
	SELECT EXISTS (
		SELECT FROM meeting m WHERE m.id = wanted AND (
			m.id IN (SELECT sal_meetings_hosted())
			OR (m.kind <> 'case' AND m.organisation_id = sal_office())
			OR (m.organisation_id IN (SELECT sal_scope()) AND (sal_kind() = 'job' OR sal_role() = 'admin'))))
$$;
--> statement-breakpoint
-- May the actor look after this recording (publish, hand out links, read the access log)?
CREATE FUNCTION sal_may_keep(wanted uuid) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
	SELECT EXISTS (
		SELECT FROM recording r WHERE r.id = wanted AND (
			r.organisation_id IN (SELECT sal_scope())
			OR (r.kind <> 'case' AND r.organisation_id = sal_office())
			OR r.meeting_id IN (SELECT sal_meetings_hosted())))
$$;
--> statement-breakpoint

-- ── Grants ────────────────────────────────────────────────────────────────────────────────────────────────────
GRANT USAGE ON SCHEMA public TO sal_app;
--> statement-breakpoint
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO sal_app;
--> statement-breakpoint
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO sal_app;
--> statement-breakpoint
-- Evidence is appended, never changed; what retention may take it takes as a job (policies below).
REVOKE UPDATE, DELETE ON recording_access, audit, self_test_result FROM sal_app;
--> statement-breakpoint
REVOKE UPDATE ON attendance, consent, chat_message, meeting_admission, recording_chat FROM sal_app;
--> statement-breakpoint
-- A meeting is cancelled, an organisation or person disabled, a recording erased by a procedure of its own.
REVOKE DELETE ON organisation, person, meeting, recording, guest_link, recording_link, consent FROM sal_app;
--> statement-breakpoint

-- ── Row-level security ────────────────────────────────────────────────────────────────────────────────────────
DO $$
DECLARE t text;
BEGIN
	FOR t IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'rate_limit' LOOP
		EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
		EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', t);
		-- Migrations, demo data and the functions above run as the owner.
		EXECUTE format('CREATE POLICY owner ON %I TO CURRENT_USER USING (true) WITH CHECK (true)', t);
	END LOOP;
END $$;
--> statement-breakpoint
-- Before a session is known, and only in web/src/lib/server/auth*: kind 'identity' (see with-actor.ts).
DO $$
DECLARE t text;
BEGIN
	FOREACH t IN ARRAY ARRAY['credential', 'session', 'one_time_link'] LOOP
		EXECUTE format('CREATE POLICY identity ON %I TO sal_app USING ((SELECT sal_kind()) = ''identity'') WITH CHECK ((SELECT sal_kind()) = ''identity'')', t);
	END LOOP;
END $$;
--> statement-breakpoint
-- The names of offices, hospitals and municipalities are public; a guest reads who invites him.
CREATE POLICY see ON organisation FOR SELECT TO sal_app USING (true);
--> statement-breakpoint
CREATE POLICY add ON organisation FOR INSERT TO sal_app WITH CHECK ((SELECT sal_kind()) = 'identity' OR ((SELECT sal_role()) = 'admin' AND parent_id IN (SELECT sal_scope())));
--> statement-breakpoint
CREATE POLICY change ON organisation FOR UPDATE TO sal_app USING ((SELECT sal_role()) = 'admin' AND id IN (SELECT sal_scope()));
--> statement-breakpoint
-- The directory: whoever has an account finds whom to invite, across organisations.
CREATE POLICY see ON person FOR SELECT TO sal_app USING ((SELECT sal_kind()) IN ('person', 'job', 'identity'));
--> statement-breakpoint
CREATE POLICY add ON person FOR INSERT TO sal_app WITH CHECK ((SELECT sal_kind()) = 'identity' OR ((SELECT sal_role()) = 'admin' AND organisation_id IN (SELECT sal_scope())));
--> statement-breakpoint
CREATE POLICY change ON person FOR UPDATE TO sal_app USING ((SELECT sal_kind()) = 'identity' OR ((SELECT sal_role()) = 'admin' AND organisation_id IN (SELECT sal_scope())));
--> statement-breakpoint

CREATE POLICY see ON meeting FOR SELECT TO sal_app USING (
	published
	OR organisation_id IN (SELECT sal_scope())
	OR (kind <> 'case' AND organisation_id = (SELECT sal_office()))
	OR created_by = (SELECT sal_person())
	OR id IN (SELECT sal_meetings_shared())
	OR id = (SELECT sal_guest_meeting()));
--> statement-breakpoint
CREATE POLICY add ON meeting FOR INSERT TO sal_app WITH CHECK (
	(created_by = (SELECT sal_person()) AND organisation_id = (SELECT sal_organisation()))
	OR (organisation_id IN (SELECT sal_scope()) AND ((SELECT sal_kind()) = 'job' OR (SELECT sal_role()) = 'admin')));
--> statement-breakpoint
CREATE POLICY change ON meeting FOR UPDATE TO sal_app
	USING (sal_may_host(id))
	WITH CHECK (organisation_id = (SELECT sal_organisation()) OR organisation_id IN (SELECT sal_scope()) OR id IN (SELECT sal_meetings_hosted()));
--> statement-breakpoint
-- What belongs to a meeting is seen by those inside it; that its date is published opens neither its chat nor its attendance.
DO $$
DECLARE t text;
DECLARE inside text := 'EXISTS (SELECT FROM meeting m WHERE m.id = meeting_id AND (
	m.organisation_id IN (SELECT sal_scope())
	OR (m.kind <> ''case'' AND m.organisation_id = (SELECT sal_office()))
	OR m.created_by = (SELECT sal_person())
	OR m.id IN (SELECT sal_meetings_shared())))';
BEGIN
	FOREACH t IN ARRAY ARRAY['meeting_person', 'meeting_organisation', 'attendance', 'chat_message', 'consent'] LOOP
		EXECUTE format('CREATE POLICY see ON %I FOR SELECT TO sal_app USING (%s)', t, inside);
	END LOOP;
	FOREACH t IN ARRAY ARRAY['meeting_person', 'meeting_organisation'] LOOP
		EXECUTE format('CREATE POLICY host_adds ON %I FOR INSERT TO sal_app WITH CHECK (sal_may_host(meeting_id))', t);
		EXECUTE format('CREATE POLICY host_changes ON %I FOR UPDATE TO sal_app USING (sal_may_host(meeting_id))', t);
		EXECUTE format('CREATE POLICY host_removes ON %I FOR DELETE TO sal_app USING (sal_may_host(meeting_id))', t);
	END LOOP;
	-- Network addresses and invitation links are for those who run the meeting.
	FOREACH t IN ARRAY ARRAY['guest_link', 'guest', 'meeting_admission'] LOOP
		EXECUTE format('CREATE POLICY host_sees ON %I FOR SELECT TO sal_app USING (sal_may_host(meeting_id))', t);
	END LOOP;
	-- The media server's callbacks and the retention sweep come as jobs of the owning organisation.
	FOREACH t IN ARRAY ARRAY['attendance', 'chat_message', 'consent', 'guest'] LOOP
		EXECUTE format('CREATE POLICY job_adds ON %I FOR INSERT TO sal_app WITH CHECK ((SELECT sal_kind()) = ''job'' AND sal_may_host(meeting_id))', t);
	END LOOP;
	FOREACH t IN ARRAY ARRAY['attendance', 'chat_message', 'guest', 'meeting_admission'] LOOP
		EXECUTE format('CREATE POLICY job_removes ON %I FOR DELETE TO sal_app USING ((SELECT sal_kind()) = ''job'' AND sal_may_host(meeting_id))', t);
	END LOOP;
END $$;
--> statement-breakpoint
CREATE POLICY host_adds ON guest_link FOR INSERT TO sal_app WITH CHECK (sal_may_host(meeting_id));
--> statement-breakpoint
CREATE POLICY host_revokes ON guest_link FOR UPDATE TO sal_app USING (sal_may_host(meeting_id));
--> statement-breakpoint
CREATE POLICY self ON guest FOR SELECT TO sal_app USING (meeting_id = (SELECT sal_guest_meeting()) AND id = ((SELECT sal_actor())->>'guest')::uuid);
--> statement-breakpoint
CREATE POLICY job_changes ON guest FOR UPDATE TO sal_app USING ((SELECT sal_kind()) = 'job' AND sal_may_host(meeting_id));
--> statement-breakpoint
CREATE POLICY enters ON meeting_admission FOR INSERT TO sal_app WITH CHECK (
	((SELECT sal_kind()) = 'job' AND sal_may_host(meeting_id))
	OR (participant = (SELECT sal_person()) AND EXISTS (SELECT FROM meeting m WHERE m.id = meeting_id))
	OR (participant = ((SELECT sal_actor())->>'guest')::uuid AND meeting_id = (SELECT sal_guest_meeting())));
--> statement-breakpoint
CREATE POLICY job ON callback_cursor TO sal_app USING ((SELECT sal_kind()) = 'job' AND sal_may_host(room)) WITH CHECK ((SELECT sal_kind()) = 'job' AND sal_may_host(room));
--> statement-breakpoint
CREATE POLICY self ON calendar_feed TO sal_app USING (person_id = (SELECT sal_person())) WITH CHECK (person_id = (SELECT sal_person()));
--> statement-breakpoint

CREATE POLICY see ON recording FOR SELECT TO sal_app USING (
	published
	OR organisation_id IN (SELECT sal_scope())
	OR (kind <> 'case' AND organisation_id = (SELECT sal_office()))
	OR (watch IN ('organisation', 'public') AND organisation_id = (SELECT sal_organisation()))
	OR id IN (SELECT sal_recordings_shared())
	OR id = (SELECT sal_link_recording()));
--> statement-breakpoint
CREATE POLICY job_adds ON recording FOR INSERT TO sal_app WITH CHECK ((SELECT sal_kind()) = 'job' AND organisation_id IN (SELECT sal_scope()));
--> statement-breakpoint
CREATE POLICY keeper_changes ON recording FOR UPDATE TO sal_app USING (sal_may_keep(id));
--> statement-breakpoint
DO $$
DECLARE t text;
BEGIN
	FOREACH t IN ARRAY ARRAY['recording_file', 'recording_gap', 'recording_speaker_segment', 'recording_chapter', 'recording_chat'] LOOP
		EXECUTE format('CREATE POLICY see ON %I FOR SELECT TO sal_app USING (EXISTS (SELECT FROM recording r WHERE r.id = recording_id))', t);
		EXECUTE format('CREATE POLICY job ON %I TO sal_app USING ((SELECT sal_kind()) = ''job'' AND sal_may_keep(recording_id)) WITH CHECK ((SELECT sal_kind()) = ''job'' AND sal_may_keep(recording_id))', t);
	END LOOP;
END $$;
--> statement-breakpoint
CREATE POLICY keeper ON recording_link TO sal_app USING (sal_may_keep(recording_id)) WITH CHECK (sal_may_keep(recording_id));
--> statement-breakpoint
CREATE POLICY self ON recording_link FOR SELECT TO sal_app USING (recording_id = (SELECT sal_link_recording()) AND id = ((SELECT sal_actor())->>'link')::uuid);
--> statement-breakpoint
CREATE POLICY keeper_sees ON recording_access FOR SELECT TO sal_app USING (sal_may_keep(recording_id));
--> statement-breakpoint
CREATE POLICY whoever_looks ON recording_access FOR INSERT TO sal_app WITH CHECK (EXISTS (SELECT FROM recording r WHERE r.id = recording_id));
--> statement-breakpoint

CREATE POLICY see ON setting FOR SELECT TO sal_app USING ((SELECT sal_kind()) IN ('person', 'job', 'identity'));
--> statement-breakpoint
-- Settings hold for the whole portal: only an administrator of the topmost organisation changes them.
CREATE FUNCTION sal_runs_portal() RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
	SELECT sal_role() = 'admin' AND EXISTS (SELECT FROM organisation WHERE id = sal_organisation() AND parent_id IS NULL)
$$;
--> statement-breakpoint
CREATE POLICY operator_adds ON setting FOR INSERT TO sal_app WITH CHECK ((SELECT sal_runs_portal()));
--> statement-breakpoint
CREATE POLICY operator_changes ON setting FOR UPDATE TO sal_app USING ((SELECT sal_runs_portal()));
--> statement-breakpoint
CREATE POLICY see ON self_test_result FOR SELECT TO sal_app USING ((SELECT sal_role()) = 'admin' OR (SELECT sal_kind()) = 'job');
--> statement-breakpoint
CREATE POLICY job_adds ON self_test_result FOR INSERT TO sal_app WITH CHECK ((SELECT sal_kind()) = 'job');
--> statement-breakpoint
CREATE POLICY admin_sees ON audit FOR SELECT TO sal_app USING ((SELECT sal_role()) = 'admin' AND organisation_id IN (SELECT sal_scope()));
--> statement-breakpoint
CREATE POLICY add ON audit FOR INSERT TO sal_app WITH CHECK ((SELECT sal_kind()) IN ('identity', 'job') OR person_id = (SELECT sal_person()));
--> statement-breakpoint

-- ── Look-ups by secret: what must be known before an actor can be named ───────────────────────────────────────
CREATE FUNCTION sal_find_guest_link(hash text) RETURNS TABLE (link_id uuid, meeting_id uuid, organisation_id uuid, expires_at timestamptz, revoked_at timestamptz)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
	SELECT l.id, l.meeting_id, m.organisation_id, l.expires_at, l.revoked_at FROM guest_link l JOIN meeting m ON m.id = l.meeting_id WHERE l.token_hash = hash
$$;
--> statement-breakpoint
CREATE FUNCTION sal_find_guest(hash text) RETURNS TABLE (guest_id uuid, link_id uuid, meeting_id uuid, organisation_id uuid, name text, expires_at timestamptz, revoked_at timestamptz)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
	SELECT g.id, l.id, g.meeting_id, m.organisation_id, g.name, g.expires_at, l.revoked_at
	FROM guest g JOIN guest_link l ON l.id = g.link_id JOIN meeting m ON m.id = g.meeting_id WHERE g.session_hash = hash
$$;
--> statement-breakpoint
CREATE FUNCTION sal_find_recording_link(hash text) RETURNS TABLE (link_id uuid, recording_id uuid, organisation_id uuid, permission text, expires_at timestamptz, revoked_at timestamptz)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
	SELECT l.id, l.recording_id, r.organisation_id, l.permission, l.expires_at, l.revoked_at FROM recording_link l JOIN recording r ON r.id = l.recording_id WHERE l.token_hash = hash
$$;
--> statement-breakpoint
CREATE FUNCTION sal_find_calendar_feed(hash text) RETURNS TABLE (person_id uuid, organisation_id uuid, role text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
	SELECT p.id, p.organisation_id, p.role FROM calendar_feed f JOIN person p ON p.id = f.person_id WHERE f.token_hash = hash AND p.disabled_at IS NULL
$$;
--> statement-breakpoint
CREATE FUNCTION sal_meeting_organisation(wanted uuid) RETURNS uuid LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$ SELECT organisation_id FROM meeting WHERE id = wanted $$;
--> statement-breakpoint
CREATE FUNCTION sal_recording_organisation(wanted uuid) RETURNS uuid LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$ SELECT organisation_id FROM recording WHERE id = wanted $$;
--> statement-breakpoint

-- ── The tree ──────────────────────────────────────────────────────────────────────────────────────────────────
CREATE FUNCTION sal_organisation_path() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE above uuid[] := '{}';
BEGIN
	IF NEW.parent_id IS NOT NULL THEN
		SELECT path INTO above FROM organisation WHERE id = NEW.parent_id;
		IF NEW.id = ANY (above) THEN
			RAISE EXCEPTION 'organisation % cannot lie below itself', NEW.id USING ERRCODE = 'check_violation';
		END IF;
	END IF;
	NEW.path := above || NEW.id;
	RETURN NEW;
END $$;
--> statement-breakpoint
CREATE TRIGGER organisation_path BEFORE INSERT OR UPDATE OF parent_id, path ON organisation FOR EACH ROW EXECUTE FUNCTION sal_organisation_path();
--> statement-breakpoint
CREATE FUNCTION sal_organisation_moved() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
	UPDATE organisation SET parent_id = parent_id WHERE parent_id = NEW.id;
	RETURN NULL;
END $$;
--> statement-breakpoint
CREATE TRIGGER organisation_moved AFTER UPDATE ON organisation FOR EACH ROW WHEN (OLD.path IS DISTINCT FROM NEW.path) EXECUTE FUNCTION sal_organisation_moved();
--> statement-breakpoint

-- ── Czech search ──────────────────────────────────────────────────────────────────────────────────────────────
CREATE TEXT SEARCH CONFIGURATION czech (COPY = simple);
--> statement-breakpoint
ALTER TEXT SEARCH CONFIGURATION czech ALTER MAPPING FOR asciiword, asciihword, hword_asciipart, word, hword, hword_part WITH unaccent, simple;
--> statement-breakpoint
-- Puts the distribution's hunspell dictionary in front when its files are there. True when the configuration has changed.
CREATE FUNCTION sal_use_czech_dictionary() RETURNS boolean LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
	IF EXISTS (SELECT FROM pg_ts_dict WHERE dictname = 'czech_hunspell') THEN RETURN false; END IF;
	BEGIN
		CREATE TEXT SEARCH DICTIONARY czech_hunspell (TEMPLATE = ispell, DictFile = cs_cz, AffFile = cs_cz);
	EXCEPTION WHEN OTHERS THEN
		RETURN false; -- no such files: stems alone carry the search
	END;
	ALTER TEXT SEARCH CONFIGURATION czech ALTER MAPPING FOR asciiword, asciihword, hword_asciipart, word, hword, hword_part WITH czech_hunspell, unaccent, simple;
	RETURN true;
END $$;
--> statement-breakpoint
-- Stems of a Czech word that has lost its diacritics: without its last vowel, and without its longest known ending.
CREATE FUNCTION sal_stems(word text) RETURNS text[] LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
	SELECT ARRAY[
		regexp_replace(word, '^(.{3,})[aeiouy]$', '\1'),
		regexp_replace(word, '^(.{3,}?)(ovych|ovymi|oveho|ovemu|ovym|ovem|ovou|atech|atum|aty|ami|emi|imi|ymi|ech|ich|ych|eho|emu|iho|imu|ovi|ove|ova|ovo|em|ym|im|um|ou|am|at|[aeiouy])$', '\1')]
$$;
--> statement-breakpoint
-- What a text can be found by: dictionary forms without diacritics, and stems (which also serve queries typed without diacritics).
CREATE FUNCTION sal_words(content text) RETURNS tsvector LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
	SELECT coalesce(to_tsvector('simple', unaccent(array_to_string(tsvector_to_array(to_tsvector('czech', content)), ' '))), '')
		|| coalesce((
			SELECT to_tsvector('simple', string_agg(DISTINCT stem, ' '))
			FROM regexp_split_to_table(lower(unaccent(content)), '[^[:alnum:]]+') AS word, unnest(sal_stems(word)) AS stem WHERE word <> ''), '')
$$;
--> statement-breakpoint
-- The query to match sal_words: every word must be found, in any of its forms; the last one may still be being typed.
CREATE FUNCTION sal_query(content text) RETURNS tsquery LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
	WITH words AS (
		SELECT word, n, n = max(n) OVER () AS last
		FROM regexp_split_to_table(lower(content), '[^[:alnum:]]+') WITH ORDINALITY AS w(word, n) WHERE word <> ''
	), forms AS (
		SELECT n, last, unaccent(lemma) AS form, false AS prefix FROM words, unnest(tsvector_to_array(to_tsvector('czech', word))) AS lemma
		UNION SELECT n, last, stem, false FROM words, unnest(sal_stems(unaccent(word))) AS stem
		UNION SELECT n, last, unaccent(word), true FROM words WHERE last
	), alternatives AS (
		SELECT n, '(' || string_agg(quote_literal(form) || CASE WHEN prefix THEN ':*' ELSE '' END, ' | ') || ')' AS one FROM forms WHERE form <> '' GROUP BY n
	)
	SELECT string_agg(one, ' & ' ORDER BY n)::tsquery FROM alternatives
$$;
--> statement-breakpoint
CREATE FUNCTION sal_recording_words(r recording) RETURNS tsvector LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
	SELECT setweight(sal_words(r.title), 'A')
		|| setweight(sal_words(array_to_string(r.people, ' ')), 'B')
		|| setweight(sal_words(coalesce((SELECT name FROM organisation WHERE id = r.organisation_id), '')), 'B')
		|| setweight(sal_words(coalesce((SELECT string_agg(text, ' ' ORDER BY at_ms) FROM recording_chat WHERE recording_id = r.id), '')), 'C')
$$;
--> statement-breakpoint
CREATE FUNCTION sal_recording_search() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
	NEW.search := sal_recording_words(NEW);
	RETURN NEW;
END $$;
--> statement-breakpoint
CREATE TRIGGER recording_search BEFORE INSERT OR UPDATE OF title, people, organisation_id, search ON recording FOR EACH ROW EXECUTE FUNCTION sal_recording_search();
--> statement-breakpoint
CREATE FUNCTION sal_recording_chat_search() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
	UPDATE recording SET search = NULL WHERE id IN (SELECT recording_id FROM changed);
	RETURN NULL;
END $$;
--> statement-breakpoint
CREATE TRIGGER recording_chat_added AFTER INSERT ON recording_chat REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION sal_recording_chat_search();
--> statement-breakpoint
CREATE TRIGGER recording_chat_removed AFTER DELETE ON recording_chat REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION sal_recording_chat_search();
--> statement-breakpoint
-- Row-level security may not use an index for @@ (it is not leakproof). This finds ids by the index; the caller's SELECT still sees only its rows.
CREATE FUNCTION sal_search_recordings(wanted text) RETURNS SETOF uuid LANGUAGE sql STABLE SECURITY DEFINER ROWS 200 SET search_path = public, pg_temp AS $$
	SELECT id FROM recording WHERE search @@ sal_query(wanted)
$$;
