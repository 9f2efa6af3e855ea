-- The salt of an entry's personal half is erased with it: as long as it stays, a name or an address can be guessed from the hash.
-- What the chain covers changes with that, so the log begins anew under another id; its entries are all linked again.
ALTER TABLE "audit_personal" ADD COLUMN "salt" "bytea";--> statement-breakpoint
UPDATE audit_personal p SET salt = e.salt FROM audit_entry e WHERE e.id = p.entry_id AND p.erased_by IS NULL;--> statement-breakpoint
ALTER TABLE "audit_entry" DROP COLUMN "salt";--> statement-breakpoint
DROP FUNCTION sal_audit_personal_hash(bytea, audit_personal);--> statement-breakpoint
CREATE FUNCTION sal_audit_personal_hash(p audit_personal) RETURNS bytea LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
	SELECT sha256(p.salt || convert_to(sal_fields(p.person::text, p.represented::text, p.affiliation::text, p.substitution::text, p.name, p.represented_name, p.address, p.user_agent, p.detail::text, p.subjects::text), 'UTF8'))
$$;
--> statement-breakpoint
CREATE OR REPLACE FUNCTION sal_audit_content(e audit_entry) RETURNS bytea LANGUAGE sql STABLE PARALLEL SAFE AS $$
	SELECT convert_to(sal_fields(e.id::text, to_char(e.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), e.action, e.outcome, e.actor_kind, e.object_kind, e.object_id, e.organisation_id::text, e.request_id, e.detail::text,
		encode(e.personal_hash, 'hex')), 'UTF8')
$$;
--> statement-breakpoint
CREATE OR REPLACE FUNCTION sal_audit_write(e audit_entry, p audit_personal) RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE written bigint;
BEGIN
	-- 244 random bits: nobody guesses from a hash what stood there.
	p.salt := uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid());
	INSERT INTO audit_entry (at, action, outcome, actor_kind, object_kind, object_id, organisation_id, request_id, detail, personal_hash)
		VALUES (e.at, e.action, e.outcome, e.actor_kind, e.object_kind, e.object_id, e.organisation_id, e.request_id, e.detail, sal_audit_personal_hash(p))
		RETURNING id INTO written;
	INSERT INTO audit_personal (entry_id, person, represented, affiliation, substitution, name, represented_name, address, user_agent, detail, subjects, salt)
		VALUES (written, p.person, p.represented, p.affiliation, p.substitution, p.name, p.represented_name, p.address, p.user_agent, p.detail, p.subjects, p.salt);
	INSERT INTO audit_concern (person, at, entry_id)
		SELECT DISTINCT who, e.at, written FROM unnest(ARRAY[p.person, p.represented] || p.subjects) AS who WHERE who IS NOT NULL;
	INSERT INTO audit_pending VALUES (written);
	RETURN written;
END $$;
--> statement-breakpoint
CREATE OR REPLACE FUNCTION sal_audit_erase(wanted uuid) RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE ids bigint[]; erasing bigint;
BEGIN
	IF NOT (session_user = current_user OR (sal_reads_whole_log() AND (sal_kind() = 'job' OR sal_granted('portal.admin')))) THEN
		RAISE EXCEPTION 'only operators of the whole portal erase from the log' USING ERRCODE = 'insufficient_privilege';
	END IF;
	SELECT array_agg(p.entry_id ORDER BY p.entry_id) INTO ids FROM audit_concern c JOIN audit_personal p ON p.entry_id = c.entry_id WHERE c.person = wanted AND wanted IN (p.person, p.represented);
	erasing := sal_audit('log.erased', 'done', 'person', wanted::text, NULL, jsonb_build_object('entries', coalesce(cardinality(ids), 0), 'digest', encode(sha256(convert_to(coalesce(array_to_string(ids, ','), ''), 'UTF8')), 'hex')), NULL, NULL, NULL);
	UPDATE audit_personal SET person = NULL, represented = NULL, affiliation = NULL, substitution = NULL, name = NULL, represented_name = NULL, address = NULL, user_agent = NULL, detail = NULL, subjects = NULL, salt = NULL, erased_by = erasing
		WHERE entry_id = ANY (ids);
	DELETE FROM audit_concern WHERE person = wanted AND entry_id = ANY (ids);
	RETURN coalesce(cardinality(ids), 0);
END $$;
--> statement-breakpoint
DELETE FROM audit_checkpoint;--> statement-breakpoint
DELETE FROM audit_chain;--> statement-breakpoint
UPDATE audit_log SET id = gen_random_uuid();--> statement-breakpoint
INSERT INTO audit_pending SELECT id FROM audit_entry ON CONFLICT DO NOTHING;
