CREATE TABLE "council_publication" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"session_id" uuid NOT NULL,
	"at" timestamp with time zone NOT NULL,
	"by" uuid NOT NULL,
	"agenda" jsonb NOT NULL,
	"sha256" text NOT NULL,
	"kept" boolean
);
--> statement-breakpoint
ALTER TABLE "council_publication" ADD CONSTRAINT "council_publication_session_id_council_session_id_fk" FOREIGN KEY ("session_id") REFERENCES "public"."council_session"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "council_publication" ADD CONSTRAINT "council_publication_by_person_id_fk" FOREIGN KEY ("by") REFERENCES "public"."person"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "council_publication_session" ON "council_publication" USING btree ("session_id","at");--> statement-breakpoint
-- Hand-written from here.
ALTER TABLE council_publication ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE council_publication FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY owner ON council_publication TO CURRENT_USER USING (true) WITH CHECK (true);
--> statement-breakpoint
REVOKE UPDATE, DELETE ON council_publication FROM sal_app;
--> statement-breakpoint
CREATE POLICY see ON council_publication FOR SELECT TO sal_app USING (session_id IN (SELECT sal_sessions_seen()));
--> statement-breakpoint
CREATE POLICY add ON council_publication FOR INSERT TO sal_app WITH CHECK (session_id IN (SELECT sal_sessions_run()) AND by = (SELECT sal_person()));
