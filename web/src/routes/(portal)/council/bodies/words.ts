import type { BodyKind } from '@sal/db';
import { m } from '#lib/paraglide/messages.js';

export const kindInWords: Record<BodyKind, () => string> = {
	'regional-assembly': m.council_bodies_kind_regional_assembly,
	'regional-council': m.council_bodies_kind_regional_council,
	'municipal-assembly': m.council_bodies_kind_municipal_assembly,
	'municipal-council': m.council_bodies_kind_municipal_council,
	committee: m.council_bodies_kind_committee,
	commission: m.council_bodies_kind_commission
};
export const officeInWords = { chair: m.council_bodies_office_chair, deputy: m.council_bodies_office_deputy, member: m.council_bodies_office_member } as const;
