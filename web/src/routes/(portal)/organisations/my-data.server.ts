import { affiliation, organisation, roleGrant, substitution } from '@sal/db';
import { asc, eq, or } from 'drizzle-orm';
import { few, type MyDataFile } from '#lib/my-data.ts';
import { m } from '#lib/paraglide/messages.js';

export const myData: MyDataFile[] = [
	{
		name: 'affiliations.jsonl',
		about: m.organisations_my_affiliations,
		rows: few((tx, id) => tx.select({ id: affiliation.id, organisation: organisation.name, position: affiliation.position, validFrom: affiliation.validFrom, validUntil: affiliation.validUntil }).from(affiliation).innerJoin(organisation, eq(organisation.id, affiliation.organisationId)).where(eq(affiliation.personId, id)).orderBy(asc(affiliation.validFrom)))
	},
	{
		name: 'roles.jsonl',
		about: m.organisations_my_roles,
		rows: few((tx, id) =>
			tx
				.select({ affiliation: roleGrant.affiliationId, role: roleGrant.role, organisation: organisation.name, validFrom: roleGrant.validFrom, validUntil: roleGrant.validUntil, revokedAt: roleGrant.revokedAt, note: roleGrant.note })
				.from(roleGrant)
				.innerJoin(affiliation, eq(affiliation.id, roleGrant.affiliationId))
				.innerJoin(organisation, eq(organisation.id, roleGrant.organisationId))
				.where(eq(affiliation.personId, id))
				.orderBy(asc(roleGrant.validFrom))
		)
	},
	{
		name: 'substitutions.jsonl',
		about: m.organisations_my_substitutions,
		rows: few(async (tx, id) => {
			const rows = await tx
				.select({ affiliation: substitution.affiliationId, deputy: substitution.deputyId, validFrom: substitution.validFrom, validUntil: substitution.validUntil, reason: substitution.reason, revokedAt: substitution.revokedAt })
				.from(substitution)
				.innerJoin(affiliation, eq(affiliation.id, substitution.affiliationId))
				.where(or(eq(affiliation.personId, id), eq(substitution.deputyId, id)))
				.orderBy(asc(substitution.validFrom));
			return rows.map(({ deputy, ...row }) => ({ ...row, iAmTheDeputy: deputy === id }));
		})
	}
];
