/** What a move changes, before it is made. The counts come from functions of the owner: an administrator of people sees no meetings. */
import { organisation, type Tx } from '@sal/db';
import { inArray, sql } from 'drizzle-orm';
import { superiorsChanged, type Place } from './rules.ts';

/** Roles that reach from the organisation which they are held for to everything below it, and let see or change what is there. */
const REACHING = ['organisation.admin', 'portal.admin', 'recordings.clerk', 'region.auditor'];

/** PostgreSQL's way to write an array of ids or of role names, neither of which has anything to be quoted. */
const arrayOf = (words: readonly string[]): string => `{${words.join(',')}}`;

export interface Effects {
	units: number;
	people: number;
	/** Meetings and recordings of the unit and of everything below it, case conferences left out: those reach nobody from above. */
	meetings: number;
	recordings: number;
	/** Meetings to which a superior is invited, that the unit's people know of only before, and only after. */
	invitationsLost: number;
	invitationsGained: number;
	/** Who looks after it from above only before, and only after. */
	lost: { role: string; name: string; organisation: string }[];
	gained: { role: string; name: string; organisation: string }[];
}

/** Of a move of `place` below `target`; also of a merger into it. The actor administers `place`. */
export async function effectsOf(tx: Tx, { place, target }: { place: Place; target: Place }): Promise<Effects> {
	const { lost, gained } = superiorsChanged({ place, target });
	const [counts] = await tx.execute<{ units: number; people: number; meetings: number; recordings: number }>(sql`select * from sal_subtree_counts(${place.id}::uuid)`);
	const invitations = async (ids: string[]) => Number((await tx.execute<{ n: number }>(sql`select sal_invitations_through(${place.id}::uuid, ${arrayOf(ids)}::uuid[]) as n`))[0]?.n ?? 0);
	return {
		units: counts?.units ?? 0,
		people: counts?.people ?? 0,
		meetings: counts?.meetings ?? 0,
		recordings: counts?.recordings ?? 0,
		invitationsLost: await invitations(lost),
		invitationsGained: await invitations(gained),
		lost: await holders(tx, place.id, lost),
		gained: await holders(tx, place.id, gained)
	};
}

async function holders(tx: Tx, place: string, superiors: string[]): Promise<Effects['lost']> {
	if (superiors.length === 0) return [];
	const found = await tx.execute<{ organisation_id: string; role: string; name: string }>(sql`select organisation_id, role, name from sal_holders(${place}::uuid, ${arrayOf(superiors)}::uuid[], ${arrayOf(REACHING)}::text[]) order by role, name`);
	const names = new Map((await tx.select({ id: organisation.id, name: organisation.name }).from(organisation).where(inArray(organisation.id, superiors))).map(({ id, name }) => [id, name]));
	return [...found].map(({ organisation_id: id, role, name }) => ({ role, name, organisation: names.get(id) ?? '' }));
}
