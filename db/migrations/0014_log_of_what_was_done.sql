CREATE TABLE "audit_chain" (
	"seq" bigint PRIMARY KEY NOT NULL,
	"entry_id" bigint NOT NULL,
	"hash" "bytea" NOT NULL,
	CONSTRAINT "audit_chain_entryId_unique" UNIQUE("entry_id")
);
--> statement-breakpoint
CREATE TABLE "audit_check" (
	"id" integer PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "audit_check_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 2147483647 START WITH 1 CACHE 1),
	"at" timestamp with time zone DEFAULT now() NOT NULL,
	"whole" boolean NOT NULL,
	"entries" bigint NOT NULL,
	"checkpoints" integer NOT NULL,
	"findings" jsonb NOT NULL
);
--> statement-breakpoint
CREATE TABLE "audit_checkpoint" (
	"number" integer PRIMARY KEY NOT NULL,
	"at" timestamp with time zone DEFAULT now() NOT NULL,
	"size" bigint NOT NULL,
	"hash" "bytea" NOT NULL,
	"key" text NOT NULL,
	"version_id" text NOT NULL
);
--> statement-breakpoint
CREATE TABLE "audit_concern" (
	"person" uuid NOT NULL,
	"at" timestamp with time zone NOT NULL,
	"entry_id" bigint NOT NULL,
	CONSTRAINT "audit_concern_person_at_entry_id_pk" PRIMARY KEY("person","at","entry_id")
);
--> statement-breakpoint
CREATE TABLE "audit_entry" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "audit_entry_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"at" timestamp with time zone NOT NULL,
	"action" text NOT NULL,
	"outcome" text NOT NULL,
	"actor_kind" text NOT NULL,
	"object_kind" text,
	"object_id" text,
	"organisation_id" uuid,
	"request_id" text,
	"detail" jsonb,
	"salt" "bytea" NOT NULL,
	"personal_hash" "bytea" NOT NULL,
	CONSTRAINT "audit_entry_outcome" CHECK ("audit_entry"."outcome" in ('done','refused','failed')),
	CONSTRAINT "audit_entry_action" CHECK ("audit_entry"."action" ~ '^[a-z][a-z0-9-]*([.][a-z0-9-]+)+$')
);
--> statement-breakpoint
CREATE TABLE "audit_export" (
	"name" text PRIMARY KEY NOT NULL,
	"seq" bigint DEFAULT 0 NOT NULL,
	"at" timestamp with time zone,
	"failing_since" timestamp with time zone,
	"error" text
);
--> statement-breakpoint
CREATE TABLE "audit_log" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"started_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "audit_pending" (
	"entry_id" bigint PRIMARY KEY NOT NULL
);
--> statement-breakpoint
CREATE TABLE "audit_personal" (
	"entry_id" bigint PRIMARY KEY NOT NULL,
	"person" uuid,
	"represented" uuid,
	"affiliation" uuid,
	"substitution" uuid,
	"name" text,
	"represented_name" text,
	"address" text,
	"user_agent" text,
	"detail" jsonb,
	"subjects" uuid[],
	"erased_by" bigint
);
--> statement-breakpoint
CREATE INDEX "audit_concern_entry" ON "audit_concern" USING btree ("entry_id");--> statement-breakpoint
CREATE INDEX "audit_entry_at" ON "audit_entry" USING btree ("at","id");--> statement-breakpoint
CREATE INDEX "audit_entry_organisation" ON "audit_entry" USING btree ("organisation_id","at","id");--> statement-breakpoint
CREATE INDEX "audit_entry_action" ON "audit_entry" USING btree ("action","at","id");--> statement-breakpoint
CREATE INDEX "audit_entry_object" ON "audit_entry" USING btree ("object_id","at","id");--> statement-breakpoint
CREATE INDEX "audit_entry_request" ON "audit_entry" USING btree ("request_id");--> statement-breakpoint
CREATE INDEX "audit_entry_trouble" ON "audit_entry" USING btree ("at","id") WHERE "audit_entry"."outcome" <> 'done';--> statement-breakpoint
CREATE INDEX "audit_personal_erased" ON "audit_personal" USING btree ("erased_by") WHERE "audit_personal"."erased_by" is not null;--> statement-breakpoint
CREATE INDEX "audit_personal_address" ON "audit_personal" USING btree ("address");--> statement-breakpoint
-- Hand-written from here.
-- ── Who reads what ────────────────────────────────────────────────────────────────────────────────────────────
DO $$
DECLARE t text;
BEGIN
	FOREACH t IN ARRAY ARRAY['audit_log', 'audit_entry', 'audit_personal', 'audit_concern', 'audit_pending', 'audit_chain', 'audit_checkpoint', 'audit_check', 'audit_export'] LOOP
		EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
		EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', t);
		EXECUTE format('CREATE POLICY owner ON %I TO CURRENT_USER USING (true) WITH CHECK (true)', t);
		-- Nobody writes here but the functions below.
		EXECUTE format('REVOKE INSERT, UPDATE, DELETE ON %I FROM sal_app', t);
	END LOOP;
END $$;
--> statement-breakpoint
INSERT INTO audit_log DEFAULT VALUES;
--> statement-breakpoint
-- The whole log: whoever runs or audits the portal at the top of a tree, and the jobs of such an organisation.
CREATE FUNCTION sal_reads_whole_log() RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
	SELECT EXISTS (SELECT FROM organisation WHERE parent_id IS NULL AND id IN (SELECT sal_houses('portal.admin', 'region.auditor')))
		OR (sal_kind() = 'job' AND EXISTS (SELECT FROM organisation WHERE parent_id IS NULL AND id = sal_organisation()))
$$;
--> statement-breakpoint
CREATE FUNCTION sal_log_scope() RETURNS SETOF uuid LANGUAGE sql STABLE PARALLEL SAFE AS $$ SELECT sal_scope('portal.admin', 'organisation.admin', 'region.auditor') $$;
--> statement-breakpoint
CREATE FUNCTION sal_reads_log() RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE AS $$ SELECT sal_reads_whole_log() OR sal_granted('portal.admin', 'organisation.admin', 'region.auditor') $$;
--> statement-breakpoint
-- Through a function, since the policies of the two tables may not ask each other.
CREATE FUNCTION sal_entry_concerns_me(wanted bigint) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
	SELECT EXISTS (SELECT FROM audit_concern WHERE entry_id = wanted AND person = sal_person())
$$;
--> statement-breakpoint
CREATE POLICY see ON audit_entry FOR SELECT TO sal_app USING (
	(SELECT sal_reads_whole_log()) OR organisation_id IN (SELECT sal_log_scope()) OR sal_entry_concerns_me(id));
--> statement-breakpoint
CREATE POLICY see ON audit_personal FOR SELECT TO sal_app USING ((SELECT sal_reads_whole_log()) OR EXISTS (SELECT FROM audit_entry e WHERE e.id = entry_id));
--> statement-breakpoint
CREATE POLICY see ON audit_concern FOR SELECT TO sal_app USING ((SELECT sal_reads_log()) OR person = (SELECT sal_person()));
--> statement-breakpoint
CREATE POLICY see ON audit_log FOR SELECT TO sal_app USING ((SELECT sal_kind()) IN ('person', 'job'));
--> statement-breakpoint
DO $$
DECLARE t text;
BEGIN
	FOREACH t IN ARRAY ARRAY['audit_pending', 'audit_chain', 'audit_checkpoint', 'audit_check'] LOOP
		EXECUTE format('CREATE POLICY see ON %I FOR SELECT TO sal_app USING ((SELECT sal_reads_log()))', t);
	END LOOP;
END $$;
--> statement-breakpoint
CREATE POLICY see ON audit_export FOR SELECT TO sal_app USING ((SELECT sal_reads_whole_log()));
--> statement-breakpoint
GRANT INSERT ON audit_checkpoint, audit_check TO sal_app;
--> statement-breakpoint
GRANT INSERT, UPDATE ON audit_export TO sal_app;
--> statement-breakpoint
CREATE POLICY job_adds ON audit_checkpoint FOR INSERT TO sal_app WITH CHECK ((SELECT sal_kind()) = 'job' AND (SELECT sal_reads_whole_log()));
--> statement-breakpoint
CREATE POLICY job_adds ON audit_check FOR INSERT TO sal_app WITH CHECK ((SELECT sal_kind()) = 'job' AND (SELECT sal_reads_whole_log()));
--> statement-breakpoint
CREATE POLICY job ON audit_export TO sal_app USING ((SELECT sal_kind()) = 'job' AND (SELECT sal_reads_whole_log())) WITH CHECK ((SELECT sal_kind()) = 'job' AND (SELECT sal_reads_whole_log()));
--> statement-breakpoint

-- ── What is hashed ────────────────────────────────────────────────────────────────────────────────────────────
-- Fields one after another, each with its length in bytes before it, "-" for none: no two lists give the same text.
-- `web/src/audit/encoding.ts` says the same, so that a check does not rest on these functions.
CREATE FUNCTION sal_fields(VARIADIC fields text[]) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
	SELECT string_agg(CASE WHEN field IS NULL THEN '-' ELSE octet_length(field) || ':' || field END || ',', '' ORDER BY place) FROM unnest(fields) WITH ORDINALITY AS f(field, place)
$$;
--> statement-breakpoint
CREATE FUNCTION sal_audit_personal_hash(salt bytea, p audit_personal) RETURNS bytea LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
	SELECT sha256(salt || convert_to(sal_fields(p.person::text, p.represented::text, p.affiliation::text, p.substitution::text, p.name, p.represented_name, p.address, p.user_agent, p.detail::text, p.subjects::text), 'UTF8'))
$$;
--> statement-breakpoint
CREATE FUNCTION sal_audit_content(e audit_entry) RETURNS bytea LANGUAGE sql STABLE PARALLEL SAFE AS $$
	SELECT convert_to(sal_fields(e.id::text, to_char(e.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), e.action, e.outcome, e.actor_kind, e.object_kind, e.object_id, e.organisation_id::text, e.request_id, e.detail::text,
		encode(e.salt, 'hex'), encode(e.personal_hash, 'hex')), 'UTF8')
$$;
--> statement-breakpoint

-- ── Writing ───────────────────────────────────────────────────────────────────────────────────────────────────
CREATE FUNCTION sal_audit_write(e audit_entry, p audit_personal) RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE written bigint;
BEGIN
	-- 244 random bits: a name or an address cannot be guessed from its hash once it has been erased.
	e.salt := uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid());
	INSERT INTO audit_entry (at, action, outcome, actor_kind, object_kind, object_id, organisation_id, request_id, detail, salt, personal_hash)
		VALUES (e.at, e.action, e.outcome, e.actor_kind, e.object_kind, e.object_id, e.organisation_id, e.request_id, e.detail, e.salt, sal_audit_personal_hash(e.salt, p))
		RETURNING id INTO written;
	INSERT INTO audit_personal SELECT written, p.person, p.represented, p.affiliation, p.substitution, p.name, p.represented_name, p.address, p.user_agent, p.detail, p.subjects, NULL;
	INSERT INTO audit_concern (person, at, entry_id)
		SELECT DISTINCT who, e.at, written FROM unnest(ARRAY[p.person, p.represented] || p.subjects) AS who WHERE who IS NOT NULL;
	INSERT INTO audit_pending VALUES (written);
	RETURN written;
END $$;
--> statement-breakpoint
REVOKE EXECUTE ON FUNCTION sal_audit_write(audit_entry, audit_personal) FROM PUBLIC;
--> statement-breakpoint
-- Who, in whose place and from where come from the transaction (`sal.actor`, `sal.origin`); `signing_in` counts for kind identity only.
CREATE FUNCTION sal_audit(action text, outcome text, object_kind text, object_id text, organisation uuid, detail jsonb, personal jsonb, subjects uuid[], signing_in uuid)
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
	IF p.person IS NOT NULL THEN SELECT n.name INTO p.name FROM person n WHERE n.id = p.person; END IF;
	SELECT n.name INTO p.represented_name FROM person n WHERE n.id = p.represented;
	RETURN sal_audit_write(e, p);
END $$;
--> statement-breakpoint
-- Forgets a person: what they did, and what was done in their place. Which entries they were is written down by number and digest, so that
-- fields that vanish in any other way are found.
CREATE FUNCTION sal_audit_erase(wanted uuid) RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE ids bigint[]; erasing bigint;
BEGIN
	IF NOT (session_user = current_user OR (sal_reads_whole_log() AND (sal_kind() = 'job' OR sal_granted('portal.admin')))) THEN
		RAISE EXCEPTION 'only operators of the whole portal erase from the log' USING ERRCODE = 'insufficient_privilege';
	END IF;
	SELECT array_agg(p.entry_id ORDER BY p.entry_id) INTO ids FROM audit_concern c JOIN audit_personal p ON p.entry_id = c.entry_id WHERE c.person = wanted AND wanted IN (p.person, p.represented);
	erasing := sal_audit('log.erased', 'done', 'person', wanted::text, NULL, jsonb_build_object('entries', coalesce(cardinality(ids), 0), 'digest', encode(sha256(convert_to(coalesce(array_to_string(ids, ','), ''), 'UTF8')), 'hex')), NULL, NULL, NULL);
	UPDATE audit_personal SET person = NULL, represented = NULL, affiliation = NULL, substitution = NULL, name = NULL, represented_name = NULL, address = NULL, user_agent = NULL, detail = NULL, subjects = NULL, erased_by = erasing
		WHERE entry_id = ANY (ids);
	DELETE FROM audit_concern WHERE person = wanted AND entry_id = ANY (ids);
	RETURN coalesce(cardinality(ids), 0);
END $$;
--> statement-breakpoint

-- ── Linking ───────────────────────────────────────────────────────────────────────────────────────────────────
CREATE FUNCTION sal_chain_step(state bytea, start bytea, content bytea) RETURNS bytea LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$ SELECT sha256(coalesce(state, start) || content) $$;
--> statement-breakpoint
CREATE AGGREGATE sal_chained(start bytea, content bytea) (SFUNC = sal_chain_step, STYPE = bytea);
--> statement-breakpoint
CREATE FUNCTION sal_chain_start() RETURNS bytea LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$ SELECT sha256(convert_to('sal log ' || id, 'UTF8')) FROM audit_log $$;
--> statement-breakpoint
-- Links what waits, in the order of ids; an entry whose transaction was slower gets its place when it can be seen. One at a time: another caller gets nothing done.
CREATE FUNCTION sal_audit_link(most int) RETURNS TABLE (linked bigint, size bigint, hash bytea) LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE last_seq bigint; last_hash bytea; made bigint := 0;
BEGIN
	IF sal_kind() IS DISTINCT FROM 'job' AND session_user <> current_user THEN
		RAISE EXCEPTION 'only a job links the log' USING ERRCODE = 'insufficient_privilege';
	END IF;
	IF pg_try_advisory_xact_lock(7290412) THEN
		SELECT c.seq, c.hash INTO last_seq, last_hash FROM audit_chain c ORDER BY c.seq DESC LIMIT 1;
		INSERT INTO audit_chain (seq, entry_id, hash)
			SELECT coalesce(last_seq, 0) + row_number() OVER w, fresh.id, sal_chained(coalesce(last_hash, sal_chain_start()), fresh.content) OVER w
			FROM (SELECT e.id, sal_audit_content(e) AS content FROM audit_pending p JOIN audit_entry e ON e.id = p.entry_id ORDER BY e.id LIMIT most) fresh
			WINDOW w AS (ORDER BY fresh.id ROWS UNBOUNDED PRECEDING);
		GET DIAGNOSTICS made = ROW_COUNT;
		IF made > 0 THEN DELETE FROM audit_pending p USING audit_chain c WHERE c.entry_id = p.entry_id AND c.seq > coalesce(last_seq, 0); END IF;
	END IF;
	RETURN QUERY SELECT made, coalesce(c.seq, 0), coalesce(c.hash, sal_chain_start()) FROM (VALUES (1)) one LEFT JOIN LATERAL (SELECT a.seq, a.hash FROM audit_chain a ORDER BY a.seq DESC LIMIT 1) c ON true;
END $$;
--> statement-breakpoint

-- ── What was written down before ──────────────────────────────────────────────────────────────────────────────
DO $$
DECLARE r record; e audit_entry; p audit_personal;
BEGIN
	FOR r IN SELECT a.*, n.name FROM audit a LEFT JOIN person n ON n.id = a.person_id ORDER BY a.id LOOP
		e := NULL;
		p := NULL;
		e.at := r.at;
		e.action := CASE r.action WHEN 'setting' THEN 'setting.changed' WHEN 'job-again' THEN 'job.again' ELSE regexp_replace(r.action, '-', '.') END;
		e.outcome := 'done';
		e.actor_kind := CASE WHEN r.person_id IS NULL THEN 'operator' ELSE 'person' END;
		e.organisation_id := r.organisation_id;
		e.detail := r.detail - 'person';
		IF r.detail ? 'person' THEN
			e.object_kind := 'person';
			e.object_id := r.detail->>'person';
			p.subjects := ARRAY[(r.detail->>'person')::uuid];
		END IF;
		p.person := r.person_id;
		p.name := r.name;
		PERFORM sal_audit_write(e, p);
	END LOOP;
END $$;
