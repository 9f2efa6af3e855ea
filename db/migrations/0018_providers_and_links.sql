CREATE TABLE "provider" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"name" text NOT NULL,
	"issuer" text NOT NULL,
	"client_id" text NOT NULL,
	"client_secret" text NOT NULL,
	"email_domains" text[] DEFAULT '{}'::text[] NOT NULL,
	"newcomers_organisation_id" uuid,
	"disabled_at" timestamp with time zone,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"created_by" uuid
);
--> statement-breakpoint
CREATE TABLE "provider_attempt" (
	"state_hash" text PRIMARY KEY NOT NULL,
	"provider_id" uuid NOT NULL,
	"browser_hash" text NOT NULL,
	"nonce" text NOT NULL,
	"code_verifier" text NOT NULL,
	"next" text NOT NULL,
	"person_id" uuid,
	"expires_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "provider_identity" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"provider_id" uuid NOT NULL,
	"subject" text NOT NULL,
	"person_id" uuid NOT NULL,
	"email" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"last_used_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "provider_logout" (
	"provider_id" uuid NOT NULL,
	"jti" text NOT NULL,
	"expires_at" timestamp with time zone NOT NULL,
	CONSTRAINT "provider_logout_provider_id_jti_pk" PRIMARY KEY("provider_id","jti")
);
--> statement-breakpoint
CREATE TABLE "provider_organisation" (
	"provider_id" uuid NOT NULL,
	"organisation_id" uuid NOT NULL,
	CONSTRAINT "provider_organisation_provider_id_organisation_id_pk" PRIMARY KEY("provider_id","organisation_id")
);
--> statement-breakpoint
CREATE TABLE "provider_session" (
	"session_id" text PRIMARY KEY NOT NULL,
	"provider_id" uuid NOT NULL,
	"subject" text NOT NULL,
	"sid" text,
	"id_token" text NOT NULL
);
--> statement-breakpoint
ALTER TABLE "provider" ADD CONSTRAINT "provider_newcomers_organisation_id_organisation_id_fk" FOREIGN KEY ("newcomers_organisation_id") REFERENCES "public"."organisation"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "provider" ADD CONSTRAINT "provider_created_by_person_id_fk" FOREIGN KEY ("created_by") REFERENCES "public"."person"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "provider_attempt" ADD CONSTRAINT "provider_attempt_provider_id_provider_id_fk" FOREIGN KEY ("provider_id") REFERENCES "public"."provider"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "provider_attempt" ADD CONSTRAINT "provider_attempt_person_id_person_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."person"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "provider_identity" ADD CONSTRAINT "provider_identity_provider_id_provider_id_fk" FOREIGN KEY ("provider_id") REFERENCES "public"."provider"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "provider_identity" ADD CONSTRAINT "provider_identity_person_id_person_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."person"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "provider_logout" ADD CONSTRAINT "provider_logout_provider_id_provider_id_fk" FOREIGN KEY ("provider_id") REFERENCES "public"."provider"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "provider_organisation" ADD CONSTRAINT "provider_organisation_provider_id_provider_id_fk" FOREIGN KEY ("provider_id") REFERENCES "public"."provider"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "provider_organisation" ADD CONSTRAINT "provider_organisation_organisation_id_organisation_id_fk" FOREIGN KEY ("organisation_id") REFERENCES "public"."organisation"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "provider_session" ADD CONSTRAINT "provider_session_session_id_session_id_fk" FOREIGN KEY ("session_id") REFERENCES "public"."session"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "provider_session" ADD CONSTRAINT "provider_session_provider_id_provider_id_fk" FOREIGN KEY ("provider_id") REFERENCES "public"."provider"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "provider_issuer" ON "provider" USING btree ("issuer","client_id");--> statement-breakpoint
CREATE INDEX "provider_attempt_expiry" ON "provider_attempt" USING btree ("expires_at");--> statement-breakpoint
CREATE UNIQUE INDEX "provider_identity_subject" ON "provider_identity" USING btree ("provider_id","subject");--> statement-breakpoint
CREATE UNIQUE INDEX "provider_identity_person" ON "provider_identity" USING btree ("provider_id","person_id");--> statement-breakpoint
CREATE INDEX "provider_logout_expiry" ON "provider_logout" USING btree ("expires_at");--> statement-breakpoint
CREATE INDEX "provider_session_subject" ON "provider_session" USING btree ("provider_id","subject");--> statement-breakpoint
-- Hand-written from here.
DO $$
DECLARE t text;
BEGIN
	FOREACH t IN ARRAY ARRAY['provider', 'provider_organisation', 'provider_identity', 'provider_attempt', 'provider_session', 'provider_logout'] LOOP
		EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
		EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', t);
		EXECUTE format('CREATE POLICY owner ON %I TO CURRENT_USER USING (true) WITH CHECK (true)', t);
	END LOOP;
	FOREACH t IN ARRAY ARRAY['provider_identity', 'provider_attempt', 'provider_session', 'provider_logout'] LOOP
		EXECUTE format('CREATE POLICY identity ON %I TO sal_app USING ((SELECT sal_kind()) = ''identity'') WITH CHECK ((SELECT sal_kind()) = ''identity'')', t);
	END LOOP;
	-- Who may vouch for whom is decided by those who run the whole portal; signing in reads it.
	FOREACH t IN ARRAY ARRAY['provider', 'provider_organisation'] LOOP
		EXECUTE format('CREATE POLICY see ON %I FOR SELECT TO sal_app USING ((SELECT sal_kind()) = ''identity'' OR (SELECT sal_runs_portal()))', t);
		EXECUTE format('CREATE POLICY add ON %I FOR INSERT TO sal_app WITH CHECK ((SELECT sal_runs_portal()))', t);
		EXECUTE format('CREATE POLICY change ON %I FOR UPDATE TO sal_app USING ((SELECT sal_runs_portal()))', t);
		EXECUTE format('CREATE POLICY remove ON %I FOR DELETE TO sal_app USING ((SELECT sal_runs_portal()))', t);
	END LOOP;
END $$;
--> statement-breakpoint
-- People see and untie their own; whoever runs the portal sees how many a provider has.
CREATE POLICY see ON provider_identity FOR SELECT TO sal_app USING (person_id = (SELECT sal_person()) OR (SELECT sal_runs_portal()));
--> statement-breakpoint
CREATE POLICY remove ON provider_identity FOR DELETE TO sal_app USING (person_id = (SELECT sal_person()));
--> statement-breakpoint
-- Is the person of an organisation that this provider serves?
CREATE FUNCTION sal_provider_serves(wanted_provider uuid, wanted_person uuid) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
	SELECT EXISTS (
		SELECT FROM affiliation a JOIN organisation o ON o.id = a.organisation_id JOIN provider_organisation s ON s.provider_id = wanted_provider AND s.organisation_id = ANY (o.path)
		WHERE a.person_id = wanted_person AND a.valid_from <= sal_today() AND (a.valid_until IS NULL OR a.valid_until > sal_today()))
$$;
--> statement-breakpoint
-- Names of providers for a person's own list and for the login page, without anything that is secret.
CREATE FUNCTION sal_provider_names() RETURNS TABLE (id uuid, name text) LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$ SELECT id, name FROM provider $$;
--> statement-breakpoint
-- A one-time link with which somebody sets their password. By whoever administers every place of that person, or by a job of the sign-in; older links of theirs open nothing any more.
CREATE FUNCTION sal_open_link(wanted uuid, why text, hash text, until timestamptz) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
	IF NOT coalesce(sal_kind() = 'identity' OR (sal_kind() IN ('person', 'job') AND sal_may_manage(wanted)), false) OR why NOT IN ('invitation', 'reset') THEN
		RAISE EXCEPTION 'this link may not be made' USING ERRCODE = 'insufficient_privilege';
	END IF;
	UPDATE one_time_link SET used_at = now() WHERE person_id = wanted AND used_at IS NULL;
	INSERT INTO one_time_link (token_hash, purpose, person_id, expires_at) VALUES (hash, why, wanted, until);
END $$;
--> statement-breakpoint
REVOKE EXECUTE ON FUNCTION sal_open_link(uuid, text, text, timestamptz), sal_provider_serves(uuid, uuid), sal_provider_names() FROM PUBLIC;
--> statement-breakpoint
GRANT EXECUTE ON FUNCTION sal_open_link(uuid, text, text, timestamptz), sal_provider_serves(uuid, uuid), sal_provider_names() TO sal_app;
