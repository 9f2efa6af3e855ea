CREATE TABLE "council_credential" (
	"vote_id" uuid NOT NULL,
	"person_id" uuid NOT NULL,
	"request" text NOT NULL,
	CONSTRAINT "council_credential_vote_id_person_id_pk" PRIMARY KEY("vote_id","person_id")
);
--> statement-breakpoint
CREATE TABLE "council_receipt" (
	"vote_id" uuid NOT NULL,
	"hash" text NOT NULL,
	CONSTRAINT "council_receipt_vote_id_hash_pk" PRIMARY KEY("vote_id","hash")
);
--> statement-breakpoint
CREATE TABLE "council_secret_ballot" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"vote_id" uuid NOT NULL,
	"choices" jsonb NOT NULL
);
--> statement-breakpoint
CREATE TABLE "council_secret_vote" (
	"vote_id" uuid PRIMARY KEY NOT NULL,
	"sign_key" jsonb NOT NULL,
	"seal_key" jsonb NOT NULL
);
--> statement-breakpoint
CREATE TABLE "council_staged_ballot" (
	"vote_id" uuid NOT NULL,
	"credential" text NOT NULL,
	"sealed" text NOT NULL,
	CONSTRAINT "council_staged_ballot_vote_id_credential_pk" PRIMARY KEY("vote_id","credential")
);
--> statement-breakpoint
ALTER TABLE "council_credential" ADD CONSTRAINT "council_credential_voter" FOREIGN KEY ("vote_id","person_id") REFERENCES "public"."council_voter"("vote_id","person_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "council_receipt" ADD CONSTRAINT "council_receipt_vote_id_council_vote_id_fk" FOREIGN KEY ("vote_id") REFERENCES "public"."council_vote"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "council_secret_ballot" ADD CONSTRAINT "council_secret_ballot_vote_id_council_vote_id_fk" FOREIGN KEY ("vote_id") REFERENCES "public"."council_vote"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "council_secret_vote" ADD CONSTRAINT "council_secret_vote_vote_id_council_vote_id_fk" FOREIGN KEY ("vote_id") REFERENCES "public"."council_vote"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "council_staged_ballot" ADD CONSTRAINT "council_staged_ballot_vote_id_council_vote_id_fk" FOREIGN KEY ("vote_id") REFERENCES "public"."council_vote"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "council_secret_ballot_vote" ON "council_secret_ballot" USING btree ("vote_id");
--> statement-breakpoint
-- Hand-written from here.
DO $$ DECLARE name text; BEGIN
	FOREACH name IN ARRAY ARRAY['council_secret_vote','council_credential','council_staged_ballot','council_secret_ballot','council_receipt'] LOOP
		EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
		EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', name);
		EXECUTE format('CREATE POLICY owner ON %I TO CURRENT_USER USING (true) WITH CHECK (true)', name);
	END LOOP;
END $$;
--> statement-breakpoint
REVOKE INSERT, UPDATE, DELETE ON council_credential, council_staged_ballot, council_secret_ballot, council_receipt FROM sal_app;
--> statement-breakpoint
REVOKE UPDATE, DELETE ON council_secret_vote FROM sal_app;
--> statement-breakpoint
-- Ballots that are still sealed nobody reads but the functions below.
REVOKE SELECT ON council_staged_ballot FROM sal_app;
--> statement-breakpoint
GRANT UPDATE (closes_at) ON council_vote TO sal_app;
--> statement-breakpoint
CREATE POLICY nobody ON council_staged_ballot TO sal_app USING (false);
--> statement-breakpoint
-- The keys are public: whoever casts a ballot is nobody in particular.
CREATE POLICY see ON council_secret_vote FOR SELECT TO sal_app USING (true);
--> statement-breakpoint
CREATE POLICY run ON council_secret_vote FOR INSERT TO sal_app WITH CHECK (sal_vote_session(vote_id) IN (SELECT sal_sessions_run()));
--> statement-breakpoint
CREATE POLICY see ON council_credential FOR SELECT TO sal_app USING (person_id = (SELECT sal_person()) AND (SELECT sal_represented()) IS NULL);
--> statement-breakpoint
CREATE POLICY see ON council_secret_ballot FOR SELECT TO sal_app USING (vote_id IN (SELECT id FROM council_vote));
--> statement-breakpoint
CREATE POLICY see ON council_receipt FOR SELECT TO sal_app USING (vote_id IN (SELECT id FROM council_vote));
--> statement-breakpoint
-- A voter takes their credential, once; the same request again gets the same answer. 'issued', 'elsewhere' (taken by another request), 'over', 'unknown'.
CREATE FUNCTION sal_council_credential(wanted uuid, asked text) RETURNS text LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE v council_vote; me uuid := sal_person(); known text;
BEGIN
	IF me IS NULL OR sal_represented() IS NOT NULL OR NOT EXISTS (SELECT FROM sal_place()) THEN RETURN 'unknown'; END IF;
	SELECT * INTO v FROM council_vote WHERE id = wanted AND mode <> 'open' AND session_id IN (SELECT sal_sessions_sat()) FOR SHARE;
	IF NOT FOUND OR NOT EXISTS (SELECT FROM council_voter WHERE vote_id = wanted AND person_id = me) THEN RETURN 'unknown'; END IF;
	IF v.state <> 'open' OR v.closes_at <= clock_timestamp() THEN RETURN 'over'; END IF;
	INSERT INTO council_credential (vote_id, person_id, request) VALUES (wanted, me, asked) ON CONFLICT DO NOTHING;
	SELECT request INTO known FROM council_credential WHERE vote_id = wanted AND person_id = me;
	RETURN CASE WHEN known = asked THEN 'issued' ELSE 'elsewhere' END;
END $$;
--> statement-breakpoint
-- Takes a sealed ballot from whoever holds a credential (the caller has checked its signature). 'cast' (also when the same came before), 'spent', 'over', 'unknown'.
CREATE FUNCTION sal_council_stage(wanted uuid, token text, ballot text) RETURNS text LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE v council_vote; known text;
BEGIN
	SELECT * INTO v FROM council_vote WHERE id = wanted AND mode <> 'open' FOR SHARE;
	IF NOT FOUND OR length(token) <> 64 OR length(ballot) > 1024 THEN RETURN 'unknown'; END IF;
	IF v.state <> 'open' OR v.closes_at <= clock_timestamp() THEN RETURN 'over'; END IF;
	INSERT INTO council_staged_ballot (vote_id, credential, sealed) VALUES (wanted, token, ballot) ON CONFLICT DO NOTHING;
	SELECT sealed INTO known FROM council_staged_ballot WHERE vote_id = wanted AND credential = token;
	RETURN CASE WHEN known = ballot THEN 'cast' ELSE 'spent' END;
END $$;
--> statement-breakpoint
CREATE FUNCTION sal_council_settles(wanted uuid) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
	SELECT EXISTS (SELECT FROM council_vote v JOIN council_session s ON s.id = v.session_id WHERE v.id = wanted AND v.mode <> 'open'
		AND (v.session_id IN (SELECT sal_sessions_run()) OR (sal_kind() = 'job' AND s.meeting_id IN (SELECT sal_meetings_shared()))))
$$;
--> statement-breakpoint
-- What is to be opened, in the order of the credentials' hashes: it says nothing of when they came. Only to who closes the vote, in the transaction that closes it.
CREATE FUNCTION sal_council_staged(wanted uuid) RETURNS TABLE (credential text, sealed text) LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
	SELECT b.credential, b.sealed FROM council_staged_ballot b WHERE b.vote_id = wanted AND sal_council_settles(wanted) ORDER BY b.credential
$$;
--> statement-breakpoint
-- Writes what the ballots said, in random order, and forgets the sealed ones. Refused when there are more or fewer of them than were cast, or more than there are credentials.
CREATE FUNCTION sal_council_open_ballots(wanted uuid, opened jsonb, receipts text[]) RETURNS int LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE cast_count int; issued int;
BEGIN
	IF NOT sal_council_settles(wanted) THEN RAISE EXCEPTION 'this vote is not for this actor to close' USING ERRCODE = '42501'; END IF;
	SELECT count(*) INTO cast_count FROM council_staged_ballot WHERE vote_id = wanted;
	SELECT count(*) INTO issued FROM council_credential WHERE vote_id = wanted;
	IF jsonb_array_length(opened) <> cast_count OR cast_count > issued THEN RAISE EXCEPTION 'the ballots of vote % do not agree: % opened, % cast, % credentials', wanted, jsonb_array_length(opened), cast_count, issued; END IF;
	INSERT INTO council_secret_ballot (vote_id, choices) SELECT wanted, value FROM jsonb_array_elements(opened) ORDER BY gen_random_uuid();
	INSERT INTO council_receipt (vote_id, hash) SELECT DISTINCT wanted, hash FROM unnest(receipts) hash ORDER BY hash;
	DELETE FROM council_staged_ballot WHERE vote_id = wanted;
	RETURN cast_count;
END $$;
--> statement-breakpoint
-- A vote that is annulled before it was closed: nobody will know what was cast.
CREATE FUNCTION sal_council_discard_ballots(wanted uuid) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
	IF NOT sal_council_settles(wanted) THEN RAISE EXCEPTION 'this vote is not for this actor to annul' USING ERRCODE = '42501'; END IF;
	DELETE FROM council_staged_ballot WHERE vote_id = wanted;
END $$;
--> statement-breakpoint
CREATE OR REPLACE FUNCTION sal_council_cast_count(wanted uuid) RETURNS int LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
	SELECT ((SELECT count(DISTINCT person_id) FROM council_ballot WHERE vote_id = wanted) + (SELECT count(*) FROM council_staged_ballot WHERE vote_id = wanted) + (SELECT count(*) FROM council_secret_ballot WHERE vote_id = wanted))::int
	WHERE sal_vote_session(wanted) IN (SELECT sal_sessions_seen())
$$;
