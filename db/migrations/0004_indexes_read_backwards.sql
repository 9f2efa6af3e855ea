DROP INDEX "audit_at";--> statement-breakpoint
DROP INDEX "self_test_result_at";--> statement-breakpoint
DROP INDEX "recording_started";--> statement-breakpoint
DROP INDEX "recording_organisation_started";--> statement-breakpoint
CREATE INDEX "audit_at" ON "audit" USING btree ("at");--> statement-breakpoint
CREATE INDEX "self_test_result_at" ON "self_test_result" USING btree ("at");--> statement-breakpoint
CREATE INDEX "recording_started" ON "recording" USING btree ("started_at","id");--> statement-breakpoint
CREATE INDEX "recording_organisation_started" ON "recording" USING btree ("organisation_id","started_at");