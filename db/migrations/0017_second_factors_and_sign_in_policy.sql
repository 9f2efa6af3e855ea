CREATE TABLE "known_device" (
	"token_hash" text NOT NULL,
	"person_id" uuid NOT NULL,
	"first_seen_at" timestamp with time zone DEFAULT now() NOT NULL,
	"last_seen_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "known_device_token_hash_person_id_pk" PRIMARY KEY("token_hash","person_id")
);
--> statement-breakpoint
CREATE TABLE "passkey" (
	"id" text PRIMARY KEY NOT NULL,
	"person_id" uuid NOT NULL,
	"public_key" text NOT NULL,
	"counter" bigint NOT NULL,
	"transports" text[] DEFAULT '{}'::text[] NOT NULL,
	"name" text NOT NULL,
	"backed_up" boolean DEFAULT false NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"last_used_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "recovery_code" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"person_id" uuid NOT NULL,
	"code_hash" text NOT NULL,
	"used_at" timestamp with time zone,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "recovery_code_codeHash_unique" UNIQUE("code_hash")
);
--> statement-breakpoint
CREATE TABLE "sign_in_challenge" (
	"secret_hash" text PRIMARY KEY NOT NULL,
	"purpose" text NOT NULL,
	"person_id" uuid,
	"method" text,
	"challenge" text,
	"expires_at" timestamp with time zone NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "sign_in_policy" (
	"organisation_id" uuid PRIMARY KEY NOT NULL,
	"password" boolean DEFAULT true NOT NULL,
	"passkey" boolean DEFAULT true NOT NULL,
	"provider" boolean DEFAULT true NOT NULL,
	"second_factor_roles" text[] DEFAULT '{}'::text[] NOT NULL,
	"session_hours" integer NOT NULL,
	"session_days" integer NOT NULL,
	"idle_minutes" integer,
	"changed_at" timestamp with time zone DEFAULT now() NOT NULL,
	"changed_by" uuid,
	CONSTRAINT "sign_in_policy_way" CHECK ("sign_in_policy"."password" or "sign_in_policy"."passkey" or "sign_in_policy"."provider"),
	CONSTRAINT "sign_in_policy_times" CHECK ("sign_in_policy"."session_hours" between 1 and 12 and "sign_in_policy"."session_days" between 1 and 7 and "sign_in_policy"."idle_minutes" between 1 and 480)
);
--> statement-breakpoint
CREATE TABLE "totp" (
	"person_id" uuid PRIMARY KEY NOT NULL,
	"secret" text NOT NULL,
	"confirmed_at" timestamp with time zone,
	"last_step" bigint DEFAULT 0 NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
ALTER TABLE "session" ADD COLUMN "handle" uuid DEFAULT gen_random_uuid() NOT NULL;--> statement-breakpoint
ALTER TABLE "session" ADD COLUMN "address" text DEFAULT '' NOT NULL;--> statement-breakpoint
ALTER TABLE "session" ADD COLUMN "method" text DEFAULT 'password' NOT NULL;--> statement-breakpoint
ALTER TABLE "session" ADD COLUMN "second_factor_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "session" ADD COLUMN "last_seen_at" timestamp with time zone DEFAULT now() NOT NULL;--> statement-breakpoint
ALTER TABLE "session" ADD COLUMN "locked_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "meeting_admission" ADD COLUMN "session" uuid;--> statement-breakpoint
ALTER TABLE "known_device" ADD CONSTRAINT "known_device_person_id_person_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."person"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "passkey" ADD CONSTRAINT "passkey_person_id_person_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."person"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "recovery_code" ADD CONSTRAINT "recovery_code_person_id_person_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."person"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "sign_in_challenge" ADD CONSTRAINT "sign_in_challenge_person_id_person_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."person"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "sign_in_policy" ADD CONSTRAINT "sign_in_policy_organisation_id_organisation_id_fk" FOREIGN KEY ("organisation_id") REFERENCES "public"."organisation"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "sign_in_policy" ADD CONSTRAINT "sign_in_policy_changed_by_person_id_fk" FOREIGN KEY ("changed_by") REFERENCES "public"."person"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "totp" ADD CONSTRAINT "totp_person_id_person_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."person"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "known_device_person" ON "known_device" USING btree ("person_id");--> statement-breakpoint
CREATE INDEX "passkey_person" ON "passkey" USING btree ("person_id");--> statement-breakpoint
CREATE INDEX "recovery_code_person" ON "recovery_code" USING btree ("person_id");--> statement-breakpoint
CREATE INDEX "sign_in_challenge_expiry" ON "sign_in_challenge" USING btree ("expires_at");--> statement-breakpoint
ALTER TABLE "session" ADD CONSTRAINT "session_handle_unique" UNIQUE("handle");--> statement-breakpoint

DO $$
DECLARE t text;
BEGIN
	FOREACH t IN ARRAY ARRAY['totp', 'recovery_code', 'passkey', 'sign_in_challenge', 'sign_in_policy', 'known_device'] LOOP
		EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
		EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', t);
		EXECUTE format('CREATE POLICY owner ON %I TO CURRENT_USER USING (true) WITH CHECK (true)', t);
	END LOOP;
	-- How somebody proves who they are is nobody's to read, not even theirs: only signing in sees it.
	FOREACH t IN ARRAY ARRAY['totp', 'recovery_code', 'passkey', 'sign_in_challenge', 'known_device'] LOOP
		EXECUTE format('CREATE POLICY identity ON %I TO sal_app USING ((SELECT sal_kind()) = ''identity'') WITH CHECK ((SELECT sal_kind()) = ''identity'')', t);
	END LOOP;
END $$;
--> statement-breakpoint
CREATE POLICY see ON sign_in_policy FOR SELECT TO sal_app USING ((SELECT sal_kind()) IN ('person', 'identity', 'job'));
--> statement-breakpoint
CREATE POLICY add ON sign_in_policy FOR INSERT TO sal_app WITH CHECK (organisation_id IN (SELECT sal_administered()));
--> statement-breakpoint
CREATE POLICY change ON sign_in_policy FOR UPDATE TO sal_app USING (organisation_id IN (SELECT sal_administered()));
--> statement-breakpoint
CREATE POLICY remove ON sign_in_policy FOR DELETE TO sal_app USING (organisation_id IN (SELECT sal_administered()));
--> statement-breakpoint
-- Sessions are seen and ended by their own person and by whoever administers every place of that person.
CREATE POLICY see ON session FOR SELECT TO sal_app USING (user_id = (SELECT sal_person()) OR ((SELECT sal_granted('portal.admin', 'organisation.admin')) AND sal_may_manage(user_id)));
--> statement-breakpoint
CREATE POLICY remove ON session FOR DELETE TO sal_app USING (user_id = (SELECT sal_person()) OR ((SELECT sal_granted('portal.admin', 'organisation.admin')) AND sal_may_manage(user_id)));
--> statement-breakpoint

-- A session that is ended before its time takes its place in running rooms along; one that ran out leaves a meeting in peace.
CREATE FUNCTION sal_session_ended() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
	INSERT INTO room_review (meeting_id, participant, out)
		SELECT came.meeting_id, OLD.user_id, true FROM (
			SELECT DISTINCT ON (a.meeting_id) a.meeting_id, a.session FROM meeting_admission a JOIN meeting m ON m.id = a.meeting_id
			WHERE a.participant = OLD.user_id AND m.state IN ('planned', 'live') ORDER BY a.meeting_id, a.id DESC) came
		WHERE came.session = OLD.handle
		ON CONFLICT (meeting_id, participant) DO UPDATE SET out = true, since = clock_timestamp(), version = gen_random_uuid();
	IF FOUND THEN PERFORM pg_notify('sal_jobs', 'rooms'); END IF;
	RETURN NULL;
END $$;
--> statement-breakpoint
CREATE TRIGGER session_ended AFTER DELETE ON session FOR EACH ROW WHEN (OLD.expires_at > now()) EXECUTE FUNCTION sal_session_ended();
