CREATE TABLE "directory_import" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"of" text NOT NULL,
	"file_name" text NOT NULL,
	"size" integer NOT NULL,
	"uploaded_by" uuid NOT NULL,
	"affiliation_id" uuid NOT NULL,
	"organisation_id" uuid NOT NULL,
	"grantable" jsonb NOT NULL,
	"state" text DEFAULT 'uploading' NOT NULL,
	"done" integer DEFAULT 0 NOT NULL,
	"total" integer,
	"told" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"counts" jsonb,
	"sha256" text,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"checked_at" timestamp with time zone,
	"applied_at" timestamp with time zone,
	CONSTRAINT "directory_import_state" CHECK ("directory_import"."state" in ('uploading','waiting-check','unreadable','refused','checked','waiting-apply','applied','failed','discarded')),
	CONSTRAINT "directory_import_of" CHECK ("directory_import"."of" in ('organisations','people'))
);
--> statement-breakpoint
CREATE TABLE "directory_import_piece" (
	"import_id" uuid NOT NULL,
	"number" integer NOT NULL,
	"bytes" "bytea" NOT NULL,
	CONSTRAINT "directory_import_piece_import_id_number_pk" PRIMARY KEY("import_id","number")
);
--> statement-breakpoint
CREATE TABLE "directory_import_row" (
	"import_id" uuid NOT NULL,
	"number" integer NOT NULL,
	"line" integer NOT NULL,
	"label" text NOT NULL,
	"outcome" text NOT NULL,
	"detail" jsonb NOT NULL,
	CONSTRAINT "directory_import_row_import_id_number_pk" PRIMARY KEY("import_id","number")
);
--> statement-breakpoint
CREATE TABLE "scim_token" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"token_hash" text NOT NULL,
	"organisation_id" uuid NOT NULL,
	"label" text NOT NULL,
	"created_by" uuid NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"expires_at" timestamp with time zone NOT NULL,
	"revoked_at" timestamp with time zone,
	"revoked_by" uuid,
	"last_used_at" timestamp with time zone,
	CONSTRAINT "scim_token_tokenHash_unique" UNIQUE("token_hash")
);
--> statement-breakpoint
ALTER TABLE "directory_import" ADD CONSTRAINT "directory_import_uploaded_by_person_id_fk" FOREIGN KEY ("uploaded_by") REFERENCES "public"."person"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "directory_import" ADD CONSTRAINT "directory_import_affiliation_id_affiliation_id_fk" FOREIGN KEY ("affiliation_id") REFERENCES "public"."affiliation"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "directory_import" ADD CONSTRAINT "directory_import_organisation_id_organisation_id_fk" FOREIGN KEY ("organisation_id") REFERENCES "public"."organisation"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "directory_import_piece" ADD CONSTRAINT "directory_import_piece_import_id_directory_import_id_fk" FOREIGN KEY ("import_id") REFERENCES "public"."directory_import"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "directory_import_row" ADD CONSTRAINT "directory_import_row_import_id_directory_import_id_fk" FOREIGN KEY ("import_id") REFERENCES "public"."directory_import"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "scim_token" ADD CONSTRAINT "scim_token_organisation_id_organisation_id_fk" FOREIGN KEY ("organisation_id") REFERENCES "public"."organisation"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "scim_token" ADD CONSTRAINT "scim_token_created_by_person_id_fk" FOREIGN KEY ("created_by") REFERENCES "public"."person"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "scim_token" ADD CONSTRAINT "scim_token_revoked_by_person_id_fk" FOREIGN KEY ("revoked_by") REFERENCES "public"."person"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "directory_import_organisation" ON "directory_import" USING btree ("organisation_id","created_at");--> statement-breakpoint
CREATE INDEX "directory_import_waiting" ON "directory_import" USING btree ("created_at") WHERE "directory_import"."state" in ('waiting-check','waiting-apply');--> statement-breakpoint
CREATE INDEX "directory_import_row_outcome" ON "directory_import_row" USING btree ("import_id","outcome","number");--> statement-breakpoint
CREATE INDEX "scim_token_organisation" ON "scim_token" USING btree ("organisation_id");--> statement-breakpoint
-- Hand-written from here.
DO $$
DECLARE t text;
BEGIN
	FOREACH t IN ARRAY ARRAY['directory_import', 'directory_import_piece', 'directory_import_row', 'scim_token'] LOOP
		EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
		EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', t);
		EXECUTE format('CREATE POLICY owner ON %I TO CURRENT_USER USING (true) WITH CHECK (true)', t);
	END LOOP;
END $$;
--> statement-breakpoint
-- Which files came in, and what they changed, stays.
REVOKE DELETE ON directory_import FROM sal_app;
--> statement-breakpoint
REVOKE UPDATE, DELETE ON scim_token FROM sal_app;
--> statement-breakpoint
GRANT UPDATE (revoked_at, revoked_by) ON scim_token TO sal_app;
--> statement-breakpoint
-- Whoever uploaded a file, while they administer anything; operators and auditors see the history of what is theirs to see.
CREATE POLICY see ON directory_import FOR SELECT TO sal_app USING (
	uploaded_by = (SELECT sal_person()) OR organisation_id IN (SELECT sal_scope('portal.admin', 'region.auditor')) OR organisation_id IN (SELECT sal_job_scope()));
--> statement-breakpoint
CREATE POLICY add ON directory_import FOR INSERT TO sal_app WITH CHECK (uploaded_by = (SELECT sal_person()) AND organisation_id = (SELECT sal_organisation()) AND EXISTS (SELECT sal_administered()));
--> statement-breakpoint
CREATE POLICY change ON directory_import FOR UPDATE TO sal_app USING (uploaded_by = (SELECT sal_person()) OR organisation_id IN (SELECT sal_job_scope()));
--> statement-breakpoint
CREATE POLICY with_import ON directory_import_piece TO sal_app USING (EXISTS (SELECT FROM directory_import i WHERE i.id = import_id AND (i.uploaded_by = (SELECT sal_person()) OR i.organisation_id IN (SELECT sal_job_scope()))));
--> statement-breakpoint
CREATE POLICY see ON directory_import_row FOR SELECT TO sal_app USING (EXISTS (SELECT FROM directory_import i WHERE i.id = import_id));
--> statement-breakpoint
CREATE POLICY add ON directory_import_row FOR INSERT TO sal_app WITH CHECK (EXISTS (SELECT FROM directory_import i WHERE i.id = import_id AND (i.uploaded_by = (SELECT sal_person()) OR i.organisation_id IN (SELECT sal_job_scope()))));
--> statement-breakpoint
CREATE POLICY remove ON directory_import_row FOR DELETE TO sal_app USING (EXISTS (SELECT FROM directory_import i WHERE i.id = import_id AND (i.uploaded_by = (SELECT sal_person()) OR i.organisation_id IN (SELECT sal_job_scope()))));
--> statement-breakpoint
-- Of people only: no directory makes tokens for directories.
CREATE POLICY see ON scim_token FOR SELECT TO sal_app USING ((SELECT sal_kind()) = 'person' AND (organisation_id IN (SELECT sal_administered()) OR organisation_id IN (SELECT sal_scope('region.auditor'))));
--> statement-breakpoint
CREATE POLICY add ON scim_token FOR INSERT TO sal_app WITH CHECK ((SELECT sal_kind()) = 'person' AND created_by = (SELECT sal_person()) AND organisation_id IN (SELECT sal_administered()));
--> statement-breakpoint
CREATE POLICY revoke ON scim_token FOR UPDATE TO sal_app USING ((SELECT sal_kind()) = 'person' AND organisation_id IN (SELECT sal_administered()));
--> statement-breakpoint
CREATE FUNCTION sal_find_scim_token(hash text) RETURNS TABLE (id uuid, organisation_id uuid, label text) LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = public, pg_temp AS $$
	UPDATE scim_token t SET last_used_at = now() WHERE t.token_hash = hash AND t.revoked_at IS NULL AND t.expires_at > now() RETURNING t.id, t.organisation_id, t.label
$$;
--> statement-breakpoint
-- Ids only: what is in them the job reads as whoever uploaded them.
CREATE FUNCTION sal_waiting_imports() RETURNS TABLE (id uuid, uploaded_by uuid, affiliation_id uuid, organisation_id uuid) LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
	SELECT i.id, i.uploaded_by, i.affiliation_id, i.organisation_id FROM directory_import i WHERE i.state IN ('waiting-check', 'waiting-apply') ORDER BY i.created_at
$$;
