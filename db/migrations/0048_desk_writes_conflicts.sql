-- The desk writes down what a member has said aloud; whose seat it is the store asks, and the event says who wrote it.
CREATE POLICY serves ON council_conflict FOR INSERT TO sal_app WITH CHECK (session_id IN (SELECT sal_sessions_run()));
