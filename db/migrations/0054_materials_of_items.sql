CREATE TABLE "council_material" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"session_id" uuid NOT NULL,
	"item_id" uuid NOT NULL,
	"title" text NOT NULL,
	"public" boolean DEFAULT false NOT NULL,
	"created_by" uuid NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"withdrawn_by" uuid,
	"withdrawn_at" timestamp with time zone,
	"withdrawn_why" text,
	CONSTRAINT "council_material_in_session" UNIQUE("id","session_id"),
	CONSTRAINT "council_material_title" CHECK (length("council_material"."title") between 1 and 200),
	CONSTRAINT "council_material_withdrawn" CHECK (("council_material"."withdrawn_at" is null) = ("council_material"."withdrawn_by" is null) and ("council_material"."withdrawn_at" is null) = ("council_material"."withdrawn_why" is null))
);
--> statement-breakpoint
CREATE TABLE "council_material_version" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"session_id" uuid NOT NULL,
	"material_id" uuid NOT NULL,
	"version" integer NOT NULL,
	"file_name" text NOT NULL,
	"media_type" text NOT NULL,
	"size" bigint NOT NULL,
	"sha256" text NOT NULL,
	"object_key" text NOT NULL,
	"created_by" uuid NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "council_material_version_objectKey_unique" UNIQUE("object_key"),
	CONSTRAINT "council_material_version_number" UNIQUE("material_id","version"),
	CONSTRAINT "council_material_version_sha256" CHECK ("council_material_version"."sha256" ~ '^[0-9a-f]{64}$'),
	CONSTRAINT "council_material_version_size" CHECK ("council_material_version"."size" > 0)
);
--> statement-breakpoint
ALTER TABLE "council_material" ADD CONSTRAINT "council_material_created_by_person_id_fk" FOREIGN KEY ("created_by") REFERENCES "public"."person"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "council_material" ADD CONSTRAINT "council_material_withdrawn_by_person_id_fk" FOREIGN KEY ("withdrawn_by") REFERENCES "public"."person"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "council_material" ADD CONSTRAINT "council_material_item" FOREIGN KEY ("item_id","session_id") REFERENCES "public"."council_item"("id","session_id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "council_material_version" ADD CONSTRAINT "council_material_version_created_by_person_id_fk" FOREIGN KEY ("created_by") REFERENCES "public"."person"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "council_material_version" ADD CONSTRAINT "council_material_version_of" FOREIGN KEY ("material_id","session_id") REFERENCES "public"."council_material"("id","session_id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "council_material_session" ON "council_material" USING btree ("session_id","item_id","created_at");--> statement-breakpoint
-- Hand-written from here.
DO $$ DECLARE name text; BEGIN
	FOREACH name IN ARRAY ARRAY['council_material','council_material_version'] LOOP
		EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
		EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', name);
		EXECUTE format('CREATE POLICY owner ON %I TO CURRENT_USER USING (true) WITH CHECK (true)', name);
	END LOOP;
END $$;
--> statement-breakpoint
REVOKE UPDATE ON council_material, council_material_version FROM sal_app;
--> statement-breakpoint
REVOKE DELETE ON council_material_version FROM sal_app;
--> statement-breakpoint
GRANT UPDATE (title, public, withdrawn_by, withdrawn_at, withdrawn_why) ON council_material TO sal_app;
--> statement-breakpoint
-- Members and the office see all; whoever else may know of the session sees what was opened to everybody, of items that are dealt with in public.
CREATE POLICY see ON council_material FOR SELECT TO sal_app USING (
	session_id IN (SELECT sal_sessions_inside()) OR (public AND withdrawn_at IS NULL AND session_id IN (SELECT sal_sessions_seen()) AND NOT sal_item_closed(item_id)));
--> statement-breakpoint
CREATE POLICY add ON council_material FOR INSERT TO sal_app WITH CHECK (session_id IN (SELECT sal_sessions_run()) AND created_by = (SELECT sal_person()));
--> statement-breakpoint
CREATE POLICY change ON council_material FOR UPDATE TO sal_app USING (session_id IN (SELECT sal_sessions_run()));
--> statement-breakpoint
-- What was published is withdrawn, never deleted.
CREATE POLICY take_back ON council_material FOR DELETE TO sal_app USING (session_id IN (SELECT s.id FROM council_session s WHERE s.published_at IS NULL AND s.id IN (SELECT sal_sessions_run())));
--> statement-breakpoint
CREATE POLICY see ON council_material_version FOR SELECT TO sal_app USING (material_id IN (SELECT m.id FROM council_material m));
--> statement-breakpoint
CREATE POLICY add ON council_material_version FOR INSERT TO sal_app WITH CHECK (session_id IN (SELECT sal_sessions_run()) AND created_by = (SELECT sal_person()));
