-- A job tells the clerks of a house what is about to go.
CREATE POLICY job_sees ON role_grant FOR SELECT TO sal_app USING ((SELECT sal_kind()) = 'job' AND organisation_id IN (SELECT sal_job_scope()));
