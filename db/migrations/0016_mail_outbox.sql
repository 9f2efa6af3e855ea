CREATE TABLE "mail_body" (
	"mail_id" uuid PRIMARY KEY NOT NULL,
	"text" text NOT NULL,
	"html" text
);
--> statement-breakpoint
CREATE TABLE "mail_outbox" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"recipient" text NOT NULL,
	"locale" text NOT NULL,
	"subject" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"useless_after" timestamp with time zone,
	"attempts" integer DEFAULT 0 NOT NULL,
	"next_attempt_at" timestamp with time zone DEFAULT now() NOT NULL,
	"sent_at" timestamp with time zone,
	"failed_at" timestamp with time zone,
	"last_error" text
);
--> statement-breakpoint
CREATE TABLE "reset_request" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"email" text NOT NULL,
	"locale" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
ALTER TABLE "mail_body" ADD CONSTRAINT "mail_body_mail_id_mail_outbox_id_fk" FOREIGN KEY ("mail_id") REFERENCES "public"."mail_outbox"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "mail_outbox_due" ON "mail_outbox" USING btree ("next_attempt_at") WHERE "mail_outbox"."sent_at" is null and "mail_outbox"."failed_at" is null;--> statement-breakpoint
CREATE INDEX "mail_outbox_created" ON "mail_outbox" USING btree ("created_at");--> statement-breakpoint
-- Hand-written from here.
DO $$
DECLARE t text;
BEGIN
	FOREACH t IN ARRAY ARRAY['mail_outbox', 'mail_body', 'reset_request'] LOOP
		EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
		EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', t);
		EXECUTE format('CREATE POLICY owner ON %I TO CURRENT_USER USING (true) WITH CHECK (true)', t);
	END LOOP;
END $$;
--> statement-breakpoint
-- Whoever acts may have a mail sent; only the operators see that it is there, and only the job that sends it reads it.
CREATE POLICY add ON mail_outbox FOR INSERT TO sal_app WITH CHECK ((SELECT sal_kind()) IN ('person', 'job', 'identity'));
--> statement-breakpoint
CREATE POLICY see ON mail_outbox FOR SELECT TO sal_app USING ((SELECT sal_kind()) = 'job' OR (SELECT sal_runs_portal()));
--> statement-breakpoint
CREATE POLICY change ON mail_outbox FOR UPDATE TO sal_app USING ((SELECT sal_kind()) = 'job');
--> statement-breakpoint
CREATE POLICY remove ON mail_outbox FOR DELETE TO sal_app USING ((SELECT sal_kind()) = 'job');
--> statement-breakpoint
CREATE POLICY add ON mail_body FOR INSERT TO sal_app WITH CHECK ((SELECT sal_kind()) IN ('person', 'job', 'identity'));
--> statement-breakpoint
CREATE POLICY read ON mail_body FOR SELECT TO sal_app USING ((SELECT sal_kind()) = 'job');
--> statement-breakpoint
CREATE POLICY remove ON mail_body FOR DELETE TO sal_app USING ((SELECT sal_kind()) = 'job');
--> statement-breakpoint
CREATE POLICY identity ON reset_request TO sal_app USING ((SELECT sal_kind()) = 'identity') WITH CHECK ((SELECT sal_kind()) = 'identity');
