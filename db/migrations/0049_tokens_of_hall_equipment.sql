CREATE TABLE "equipment_token" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"meeting_id" uuid NOT NULL,
	"kind" text NOT NULL,
	"label" text NOT NULL,
	"token_hash" text NOT NULL,
	"created_by" uuid,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"last_used_at" timestamp with time zone,
	"revoked_at" timestamp with time zone,
	"revoked_by" uuid,
	CONSTRAINT "equipment_token_tokenHash_unique" UNIQUE("token_hash"),
	CONSTRAINT "equipment_token_kind" CHECK ("equipment_token"."kind" in ('whip','whep'))
);
--> statement-breakpoint
ALTER TABLE "equipment_token" ADD CONSTRAINT "equipment_token_meeting_id_meeting_id_fk" FOREIGN KEY ("meeting_id") REFERENCES "public"."meeting"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "equipment_token" ADD CONSTRAINT "equipment_token_created_by_person_id_fk" FOREIGN KEY ("created_by") REFERENCES "public"."person"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "equipment_token" ADD CONSTRAINT "equipment_token_revoked_by_person_id_fk" FOREIGN KEY ("revoked_by") REFERENCES "public"."person"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "equipment_token_meeting" ON "equipment_token" USING btree ("meeting_id");--> statement-breakpoint
-- Hand-written from here.
ALTER TABLE equipment_token ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE equipment_token FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY owner ON equipment_token TO CURRENT_USER USING (true) WITH CHECK (true);
--> statement-breakpoint
-- Revoked, never deleted; a token is made once and belongs to one meeting.
REVOKE UPDATE, DELETE ON equipment_token FROM sal_app;
--> statement-breakpoint
GRANT UPDATE (last_used_at, revoked_at, revoked_by) ON equipment_token TO sal_app;
--> statement-breakpoint
CREATE POLICY host_sees ON equipment_token FOR SELECT TO sal_app USING (sal_may_host(meeting_id));
--> statement-breakpoint
CREATE POLICY host_adds ON equipment_token FOR INSERT TO sal_app WITH CHECK (sal_may_host(meeting_id));
--> statement-breakpoint
CREATE POLICY host_revokes ON equipment_token FOR UPDATE TO sal_app USING (sal_may_host(meeting_id));
--> statement-breakpoint
CREATE FUNCTION sal_find_equipment(hash text) RETURNS TABLE (token_id uuid, meeting_id uuid, organisation_id uuid, kind text, label text, revoked_at timestamptz)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
	SELECT t.id, t.meeting_id, m.organisation_id, t.kind, t.label, t.revoked_at FROM equipment_token t JOIN meeting m ON m.id = t.meeting_id WHERE t.token_hash = hash
$$;
--> statement-breakpoint
-- Its running line ends even when the media server was away in that moment: the review comes again until it has been heard.
CREATE FUNCTION sal_equipment_decided() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
	PERFORM sal_review(NEW.meeting_id, NEW.id, false);
	RETURN NULL;
END $$;
--> statement-breakpoint
CREATE TRIGGER equipment_decided AFTER UPDATE OF revoked_at ON equipment_token FOR EACH ROW
	WHEN (OLD.revoked_at IS NULL AND NEW.revoked_at IS NOT NULL) EXECUTE FUNCTION sal_equipment_decided();
