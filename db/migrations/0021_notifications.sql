CREATE TABLE "notification" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "notification_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"person_id" uuid NOT NULL,
	"kind" text NOT NULL,
	"data" jsonb NOT NULL,
	"href" text NOT NULL,
	"at" timestamp with time zone DEFAULT now() NOT NULL,
	"read_at" timestamp with time zone,
	"mailed_at" timestamp with time zone,
	"pushed_at" timestamp with time zone,
	CONSTRAINT "notification_href" CHECK ("notification"."href" ~ '^/([^/\]|$)')
);
--> statement-breakpoint
CREATE TABLE "notification_setting" (
	"person_id" uuid NOT NULL,
	"kind" text NOT NULL,
	"channel" text NOT NULL,
	"enabled" boolean NOT NULL,
	CONSTRAINT "notification_setting_person_id_kind_channel_pk" PRIMARY KEY("person_id","kind","channel"),
	CONSTRAINT "notification_setting_channel" CHECK ("notification_setting"."channel" in ('mail','push'))
);
--> statement-breakpoint
CREATE TABLE "push_subscription" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"person_id" uuid NOT NULL,
	"endpoint" text NOT NULL,
	"p256dh" text NOT NULL,
	"auth" text NOT NULL,
	"user_agent" text DEFAULT '' NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "push_subscription_endpoint_unique" UNIQUE("endpoint")
);
--> statement-breakpoint
ALTER TABLE "notification" ADD CONSTRAINT "notification_person_id_person_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."person"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "notification_setting" ADD CONSTRAINT "notification_setting_person_id_person_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."person"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "push_subscription" ADD CONSTRAINT "push_subscription_person_id_person_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."person"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "notification_person" ON "notification" USING btree ("person_id","id");--> statement-breakpoint
CREATE INDEX "notification_unread" ON "notification" USING btree ("person_id") WHERE "notification"."read_at" is null;--> statement-breakpoint
CREATE INDEX "notification_unmailed" ON "notification" USING btree ("at") WHERE "notification"."read_at" is null and "notification"."mailed_at" is null;--> statement-breakpoint
CREATE INDEX "notification_unpushed" ON "notification" USING btree ("at") WHERE "notification"."pushed_at" is null;--> statement-breakpoint
CREATE INDEX "push_subscription_person" ON "push_subscription" USING btree ("person_id");--> statement-breakpoint
-- Hand-written from here.
DO $$
DECLARE t text;
BEGIN
	FOREACH t IN ARRAY ARRAY['notification', 'notification_setting', 'push_subscription'] LOOP
		EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
		EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', t);
		EXECUTE format('CREATE POLICY owner ON %I TO CURRENT_USER USING (true) WITH CHECK (true)', t);
		EXECUTE format('CREATE POLICY self_sees ON %I FOR SELECT TO sal_app USING (person_id = (SELECT sal_person()))', t);
		EXECUTE format('CREATE POLICY job_sees ON %I FOR SELECT TO sal_app USING ((SELECT sal_kind()) = ''job'')', t);
	END LOOP;
END $$;
--> statement-breakpoint
-- What was told stays as it was told; only that it was read, mailed or pushed is written down.
REVOKE UPDATE ON notification FROM sal_app;
--> statement-breakpoint
GRANT UPDATE (read_at, mailed_at, pushed_at) ON notification TO sal_app;
--> statement-breakpoint
-- Whoever acts tells others, and cannot read what they were told.
CREATE POLICY add ON notification FOR INSERT TO sal_app WITH CHECK ((SELECT sal_kind()) IN ('person', 'job', 'identity', 'guest'));
--> statement-breakpoint
CREATE POLICY self_reads ON notification FOR UPDATE TO sal_app USING (person_id = (SELECT sal_person()));
--> statement-breakpoint
CREATE POLICY job_delivers ON notification FOR UPDATE TO sal_app USING ((SELECT sal_kind()) = 'job');
--> statement-breakpoint
CREATE POLICY job_forgets ON notification FOR DELETE TO sal_app USING ((SELECT sal_kind()) = 'job');
--> statement-breakpoint
CREATE POLICY self ON notification_setting TO sal_app USING (person_id = (SELECT sal_person())) WITH CHECK (person_id = (SELECT sal_person()));
--> statement-breakpoint
CREATE POLICY self ON push_subscription TO sal_app USING (person_id = (SELECT sal_person())) WITH CHECK (person_id = (SELECT sal_person()));
--> statement-breakpoint
-- The push service says that the browser is gone.
CREATE POLICY job_removes ON push_subscription FOR DELETE TO sal_app USING ((SELECT sal_kind()) = 'job');
--> statement-breakpoint
-- A browser that another person of the same computer had allowed is theirs no more: there is one subscription for one browser.
CREATE FUNCTION sal_subscribe(wanted_endpoint text, wanted_p256dh text, wanted_auth text, wanted_agent text) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
	IF sal_person() IS NULL THEN RAISE EXCEPTION 'only a person subscribes' USING ERRCODE = 'insufficient_privilege'; END IF;
	INSERT INTO push_subscription (person_id, endpoint, p256dh, auth, user_agent) VALUES (sal_person(), wanted_endpoint, wanted_p256dh, wanted_auth, left(wanted_agent, 300))
		ON CONFLICT (endpoint) DO UPDATE SET person_id = excluded.person_id, p256dh = excluded.p256dh, auth = excluded.auth, user_agent = excluded.user_agent, created_at = now();
END $$;
