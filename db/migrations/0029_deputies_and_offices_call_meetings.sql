-- What a deputy calls in the absent person's name must be theirs to read in the same statement that writes it: the functions of `see` look at
-- the table as it was before.
CREATE POLICY deputy_sees ON meeting FOR SELECT TO sal_app USING (kind <> 'case' AND created_by = (SELECT sal_represented()));
--> statement-breakpoint
-- An office may be held for an organisation in which one does not work: the secretary of the council sits in a department of the region.
CREATE POLICY office_adds ON meeting FOR INSERT TO sal_app WITH CHECK (
	kind <> 'case' AND created_by IN ((SELECT sal_person()), (SELECT sal_represented())) AND organisation_id IN (SELECT sal_houses('council.office', 'council.chair')));
--> statement-breakpoint
CREATE POLICY office_changes ON meeting FOR UPDATE TO sal_app
	USING (kind <> 'case' AND organisation_id IN (SELECT sal_houses('council.office', 'council.chair')))
	WITH CHECK (kind <> 'case' AND organisation_id IN (SELECT sal_houses('council.office', 'council.chair')));
