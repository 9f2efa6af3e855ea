ALTER TABLE "session" ADD COLUMN "proved_at" timestamp with time zone DEFAULT now();--> statement-breakpoint
UPDATE session SET proved_at = created_at;
