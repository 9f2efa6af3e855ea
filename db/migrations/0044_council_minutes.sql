CREATE TABLE "council_minutes_draft" (
	"session_id" uuid PRIMARY KEY NOT NULL,
	"revision" integer DEFAULT 1 NOT NULL,
	"content" text NOT NULL,
	"based_on" integer DEFAULT 0 NOT NULL,
	"updated_by" uuid,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "council_minutes_file" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"session_id" uuid NOT NULL,
	"version_id" uuid NOT NULL,
	"kind" text NOT NULL,
	"sha256" text NOT NULL,
	"content" "bytea" NOT NULL,
	"created_by" uuid,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "council_minutes_file_once" UNIQUE("version_id","kind","sha256"),
	CONSTRAINT "council_minutes_file_kind" CHECK ("council_minutes_file"."kind" in ('issued','signed'))
);
--> statement-breakpoint
CREATE TABLE "council_minutes_public" (
	"session_id" uuid PRIMARY KEY NOT NULL,
	"version_id" uuid NOT NULL,
	"content" text NOT NULL,
	"published_by" uuid,
	"published_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "council_minutes_signature" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"session_id" uuid NOT NULL,
	"version_id" uuid NOT NULL,
	"person_id" uuid NOT NULL,
	"name" text NOT NULL,
	"role" text NOT NULL,
	"kind" text NOT NULL,
	"statement" text NOT NULL,
	"signature" text NOT NULL,
	"signer" text NOT NULL,
	"file_id" uuid,
	"report" jsonb,
	"at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "council_minutes_signature_once" UNIQUE("version_id","person_id"),
	CONSTRAINT "council_minutes_signature_role" CHECK ("council_minutes_signature"."role" in ('chair','verifier')),
	CONSTRAINT "council_minutes_signature_kind" CHECK ("council_minutes_signature"."kind" in ('account','certificate') and ("council_minutes_signature"."kind" = 'certificate') = ("council_minutes_signature"."file_id" is not null))
);
--> statement-breakpoint
CREATE TABLE "council_minutes_version" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"session_id" uuid NOT NULL,
	"version" integer NOT NULL,
	"content" text NOT NULL,
	"sha256" text NOT NULL,
	"note" text DEFAULT '' NOT NULL,
	"created_by" uuid,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "council_minutes_version_number" UNIQUE("session_id","version"),
	CONSTRAINT "council_minutes_version_in_session" UNIQUE("id","session_id"),
	CONSTRAINT "council_minutes_version_sha256" CHECK ("council_minutes_version"."sha256" = encode(sha256(convert_to("council_minutes_version"."content", 'UTF8')), 'hex'))
);
--> statement-breakpoint
CREATE TABLE "council_objection" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"session_id" uuid NOT NULL,
	"person_id" uuid NOT NULL,
	"text" text NOT NULL,
	"at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "council_objection_in_session" UNIQUE("id","session_id")
);
--> statement-breakpoint
CREATE TABLE "council_objection_decision" (
	"objection_id" uuid PRIMARY KEY NOT NULL,
	"session_id" uuid NOT NULL,
	"upheld" boolean NOT NULL,
	"text" text NOT NULL,
	"decided_in" uuid NOT NULL,
	"decided_by" uuid,
	"at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "council_verifier" (
	"session_id" uuid NOT NULL,
	"person_id" uuid NOT NULL,
	"added_by" uuid,
	"added_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "council_verifier_session_id_person_id_pk" PRIMARY KEY("session_id","person_id")
);
--> statement-breakpoint
CREATE TABLE "council_resolution" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"session_id" uuid NOT NULL,
	"body_id" uuid NOT NULL,
	"item_id" uuid,
	"vote_id" uuid NOT NULL,
	"motion_id" uuid,
	"n" integer NOT NULL,
	"total" integer NOT NULL,
	"number" text NOT NULL,
	"closed" boolean DEFAULT false NOT NULL,
	"adopted_at" timestamp with time zone NOT NULL,
	"public_text" text,
	"published_at" timestamp with time zone,
	"annulled_at" timestamp with time zone,
	"annul_reason" text,
	"repealed_by" uuid,
	CONSTRAINT "council_resolution_voteId_unique" UNIQUE("vote_id"),
	CONSTRAINT "council_resolution_n" UNIQUE("session_id","n"),
	CONSTRAINT "council_resolution_in_session" UNIQUE("id","session_id"),
	CONSTRAINT "council_resolution_published" CHECK ("council_resolution"."published_at" is null or ("council_resolution"."public_text" is not null and not "council_resolution"."closed"))
);
--> statement-breakpoint
CREATE TABLE "council_resolution_task" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"resolution_id" uuid NOT NULL,
	"session_id" uuid NOT NULL,
	"organisation_id" uuid,
	"person_id" uuid,
	"addressee" text DEFAULT '' NOT NULL,
	"what" text NOT NULL,
	"due_on" date,
	"state" text DEFAULT 'open' NOT NULL,
	"note" text DEFAULT '' NOT NULL,
	"closed_at" timestamp with time zone,
	"created_by" uuid,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "council_resolution_task_who" CHECK (num_nonnulls("council_resolution_task"."organisation_id", "council_resolution_task"."person_id", nullif("council_resolution_task"."addressee", '')) = 1),
	CONSTRAINT "council_resolution_task_state" CHECK ("council_resolution_task"."state" in ('open','done','cancelled'))
);
--> statement-breakpoint
CREATE TABLE "council_resolution_text" (
	"resolution_id" uuid PRIMARY KEY NOT NULL,
	"session_id" uuid NOT NULL,
	"text" text NOT NULL
);
--> statement-breakpoint
ALTER TABLE "council_minutes_draft" ADD CONSTRAINT "council_minutes_draft_session_id_council_session_id_fk" FOREIGN KEY ("session_id") REFERENCES "public"."council_session"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "council_minutes_draft" ADD CONSTRAINT "council_minutes_draft_updated_by_person_id_fk" FOREIGN KEY ("updated_by") REFERENCES "public"."person"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "council_minutes_file" ADD CONSTRAINT "council_minutes_file_session_id_council_session_id_fk" FOREIGN KEY ("session_id") REFERENCES "public"."council_session"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "council_minutes_file" ADD CONSTRAINT "council_minutes_file_created_by_person_id_fk" FOREIGN KEY ("created_by") REFERENCES "public"."person"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "council_minutes_file" ADD CONSTRAINT "council_minutes_file_version" FOREIGN KEY ("version_id","session_id") REFERENCES "public"."council_minutes_version"("id","session_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "council_minutes_public" ADD CONSTRAINT "council_minutes_public_session_id_council_session_id_fk" FOREIGN KEY ("session_id") REFERENCES "public"."council_session"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "council_minutes_public" ADD CONSTRAINT "council_minutes_public_published_by_person_id_fk" FOREIGN KEY ("published_by") REFERENCES "public"."person"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "council_minutes_public" ADD CONSTRAINT "council_minutes_public_version" FOREIGN KEY ("version_id","session_id") REFERENCES "public"."council_minutes_version"("id","session_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "council_minutes_signature" ADD CONSTRAINT "council_minutes_signature_session_id_council_session_id_fk" FOREIGN KEY ("session_id") REFERENCES "public"."council_session"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "council_minutes_signature" ADD CONSTRAINT "council_minutes_signature_person_id_person_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."person"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "council_minutes_signature" ADD CONSTRAINT "council_minutes_signature_file_id_council_minutes_file_id_fk" FOREIGN KEY ("file_id") REFERENCES "public"."council_minutes_file"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "council_minutes_signature" ADD CONSTRAINT "council_minutes_signature_version" FOREIGN KEY ("version_id","session_id") REFERENCES "public"."council_minutes_version"("id","session_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "council_minutes_version" ADD CONSTRAINT "council_minutes_version_session_id_council_session_id_fk" FOREIGN KEY ("session_id") REFERENCES "public"."council_session"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "council_minutes_version" ADD CONSTRAINT "council_minutes_version_created_by_person_id_fk" FOREIGN KEY ("created_by") REFERENCES "public"."person"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "council_objection" ADD CONSTRAINT "council_objection_session_id_council_session_id_fk" FOREIGN KEY ("session_id") REFERENCES "public"."council_session"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "council_objection" ADD CONSTRAINT "council_objection_person_id_person_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."person"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "council_objection_decision" ADD CONSTRAINT "council_objection_decision_session_id_council_session_id_fk" FOREIGN KEY ("session_id") REFERENCES "public"."council_session"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "council_objection_decision" ADD CONSTRAINT "council_objection_decision_decided_in_council_session_id_fk" FOREIGN KEY ("decided_in") REFERENCES "public"."council_session"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "council_objection_decision" ADD CONSTRAINT "council_objection_decision_decided_by_person_id_fk" FOREIGN KEY ("decided_by") REFERENCES "public"."person"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "council_objection_decision" ADD CONSTRAINT "council_objection_decision_of" FOREIGN KEY ("objection_id","session_id") REFERENCES "public"."council_objection"("id","session_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "council_verifier" ADD CONSTRAINT "council_verifier_session_id_council_session_id_fk" FOREIGN KEY ("session_id") REFERENCES "public"."council_session"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "council_verifier" ADD CONSTRAINT "council_verifier_person_id_person_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."person"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "council_verifier" ADD CONSTRAINT "council_verifier_added_by_person_id_fk" FOREIGN KEY ("added_by") REFERENCES "public"."person"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "council_resolution" ADD CONSTRAINT "council_resolution_session_id_council_session_id_fk" FOREIGN KEY ("session_id") REFERENCES "public"."council_session"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "council_resolution" ADD CONSTRAINT "council_resolution_body_id_council_body_id_fk" FOREIGN KEY ("body_id") REFERENCES "public"."council_body"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "council_resolution" ADD CONSTRAINT "council_resolution_repealed_by_council_resolution_id_fk" FOREIGN KEY ("repealed_by") REFERENCES "public"."council_resolution"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "council_resolution" ADD CONSTRAINT "council_resolution_item" FOREIGN KEY ("item_id","session_id") REFERENCES "public"."council_item"("id","session_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "council_resolution_task" ADD CONSTRAINT "council_resolution_task_session_id_council_session_id_fk" FOREIGN KEY ("session_id") REFERENCES "public"."council_session"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "council_resolution_task" ADD CONSTRAINT "council_resolution_task_organisation_id_organisation_id_fk" FOREIGN KEY ("organisation_id") REFERENCES "public"."organisation"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "council_resolution_task" ADD CONSTRAINT "council_resolution_task_person_id_person_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."person"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "council_resolution_task" ADD CONSTRAINT "council_resolution_task_created_by_person_id_fk" FOREIGN KEY ("created_by") REFERENCES "public"."person"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "council_resolution_task" ADD CONSTRAINT "council_resolution_task_of" FOREIGN KEY ("resolution_id","session_id") REFERENCES "public"."council_resolution"("id","session_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "council_resolution_text" ADD CONSTRAINT "council_resolution_text_session_id_council_session_id_fk" FOREIGN KEY ("session_id") REFERENCES "public"."council_session"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "council_resolution_text" ADD CONSTRAINT "council_resolution_text_of" FOREIGN KEY ("resolution_id","session_id") REFERENCES "public"."council_resolution"("id","session_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "council_objection_session" ON "council_objection" USING btree ("session_id");--> statement-breakpoint
CREATE INDEX "council_verifier_person" ON "council_verifier" USING btree ("person_id");--> statement-breakpoint
CREATE INDEX "council_resolution_body" ON "council_resolution" USING btree ("body_id","adopted_at");--> statement-breakpoint
CREATE INDEX "council_resolution_item" ON "council_resolution" USING btree ("item_id");--> statement-breakpoint
CREATE INDEX "council_resolution_task_due" ON "council_resolution_task" USING btree ("state","due_on");--> statement-breakpoint
CREATE INDEX "council_resolution_task_resolution" ON "council_resolution_task" USING btree ("resolution_id");--> statement-breakpoint
-- Hand-written from here.
DO $$ DECLARE name text; BEGIN
	FOREACH name IN ARRAY ARRAY['council_resolution','council_resolution_text','council_resolution_task','council_verifier','council_minutes_draft','council_minutes_version','council_minutes_file','council_minutes_signature','council_objection','council_objection_decision','council_minutes_public'] LOOP
		EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
		EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', name);
		EXECUTE format('CREATE POLICY owner ON %I TO CURRENT_USER USING (true) WITH CHECK (true)', name);
	END LOOP;
END $$;
--> statement-breakpoint
REVOKE UPDATE, DELETE ON council_resolution, council_resolution_text, council_minutes_version, council_minutes_file, council_minutes_signature, council_objection, council_objection_decision FROM sal_app;
--> statement-breakpoint
REVOKE DELETE ON council_resolution_task, council_minutes_draft FROM sal_app;
--> statement-breakpoint
-- Number, vote and moment of a resolution stay as they were written.
GRANT UPDATE (public_text, published_at, annulled_at, annul_reason, repealed_by) ON council_resolution TO sal_app;
--> statement-breakpoint
CREATE POLICY see ON council_resolution FOR SELECT TO sal_app USING (session_id IN (SELECT sal_sessions_inside()) OR (published_at IS NOT NULL AND session_id IN (SELECT sal_sessions_seen())));
--> statement-breakpoint
CREATE POLICY add ON council_resolution FOR INSERT TO sal_app WITH CHECK (session_id IN (SELECT sal_sessions_run()));
--> statement-breakpoint
CREATE POLICY change ON council_resolution FOR UPDATE TO sal_app USING (session_id IN (SELECT sal_sessions_run()));
--> statement-breakpoint
CREATE POLICY see ON council_resolution_text FOR SELECT TO sal_app USING (session_id IN (SELECT sal_sessions_inside()));
--> statement-breakpoint
CREATE POLICY add ON council_resolution_text FOR INSERT TO sal_app WITH CHECK (session_id IN (SELECT sal_sessions_run()));
--> statement-breakpoint
CREATE POLICY see ON council_resolution_task FOR SELECT TO sal_app USING (session_id IN (SELECT sal_sessions_inside()));
--> statement-breakpoint
CREATE POLICY run ON council_resolution_task TO sal_app USING (session_id IN (SELECT sal_sessions_run())) WITH CHECK (session_id IN (SELECT sal_sessions_run()));
--> statement-breakpoint
-- Who verifies is elected in public.
CREATE POLICY see ON council_verifier FOR SELECT TO sal_app USING (session_id IN (SELECT sal_sessions_seen()));
--> statement-breakpoint
CREATE POLICY run ON council_verifier TO sal_app USING (session_id IN (SELECT sal_sessions_run())) WITH CHECK (session_id IN (SELECT sal_sessions_run()));
--> statement-breakpoint
CREATE POLICY run ON council_minutes_draft TO sal_app USING (session_id IN (SELECT sal_sessions_run())) WITH CHECK (session_id IN (SELECT sal_sessions_run()));
--> statement-breakpoint
CREATE POLICY see ON council_minutes_version FOR SELECT TO sal_app USING (session_id IN (SELECT sal_sessions_inside()));
--> statement-breakpoint
CREATE POLICY add ON council_minutes_version FOR INSERT TO sal_app WITH CHECK (session_id IN (SELECT sal_sessions_run()));
--> statement-breakpoint
CREATE POLICY see ON council_minutes_file FOR SELECT TO sal_app USING (session_id IN (SELECT sal_sessions_inside()));
--> statement-breakpoint
-- A verifier fetches the PDF and brings it back signed.
CREATE POLICY add ON council_minutes_file FOR INSERT TO sal_app WITH CHECK (session_id IN (SELECT sal_sessions_run()) OR session_id IN (SELECT session_id FROM council_verifier WHERE person_id = sal_person() AND sal_represented() IS NULL));
--> statement-breakpoint
CREATE POLICY see ON council_minutes_signature FOR SELECT TO sal_app USING (session_id IN (SELECT sal_sessions_inside()));
--> statement-breakpoint
-- Nobody signs in somebody else's name, nor as somebody's deputy.
CREATE POLICY add ON council_minutes_signature FOR INSERT TO sal_app WITH CHECK (person_id = sal_person() AND sal_represented() IS NULL AND session_id IN (SELECT sal_sessions_inside()));
--> statement-breakpoint
CREATE POLICY see ON council_objection FOR SELECT TO sal_app USING (session_id IN (SELECT sal_sessions_inside()));
--> statement-breakpoint
CREATE POLICY add ON council_objection FOR INSERT TO sal_app WITH CHECK (person_id = sal_person() AND sal_represented() IS NULL AND session_id IN (SELECT sal_sessions_inside()));
--> statement-breakpoint
CREATE POLICY see ON council_objection_decision FOR SELECT TO sal_app USING (session_id IN (SELECT sal_sessions_inside()));
--> statement-breakpoint
CREATE POLICY add ON council_objection_decision FOR INSERT TO sal_app WITH CHECK (session_id IN (SELECT sal_sessions_run()));
--> statement-breakpoint
CREATE POLICY see ON council_minutes_public FOR SELECT TO sal_app USING (session_id IN (SELECT sal_sessions_seen()));
--> statement-breakpoint
CREATE POLICY run ON council_minutes_public TO sal_app USING (session_id IN (SELECT sal_sessions_run())) WITH CHECK (session_id IN (SELECT sal_sessions_run()));
