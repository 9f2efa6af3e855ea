/** A region with a hospital, a portal guest, and one person of every standing; each request signs in anew, because some of them sign out. */
import { affiliation, guest, guestLink, meeting, organisation, roleGrant, session, substitution, type PersonActor } from '@sal/db';
import { eq } from 'drizzle-orm';
import type { Standing } from '#lib/server/standing.fixture.ts';
import type { TestHouse } from '#lib/server/test-house.fixture.ts';
import { putPerson } from '#lib/server/test-person.fixture.ts';
import { hashSecret, newSecret } from '#lib/server/secret.ts';

/** Without an account, or with one that does not count (any more). `guest`: in a meeting of their own. */
export const outsiders = ['nobody', 'expired', 'disabled', 'guest'] as const;
/**
 * `stranger`: of another region. `member`: of the region's council, not invited. `colleague`: a clinician of the hospital, not invited.
 * `invited` and `host`: by name, in every meeting of the table. `hospitalClerk`: of the hospital that owns the meetings. `clerk`, `admin`, `auditor`,
 * `administrator` (of organisations and people): of the region above it. `lapsed`: was clerk of the region until an hour ago. `elsewhere`: is clerk of the region, but acts in
 * their other affiliation. `deputy`: of another region, acts in the place of the host.
 */
export const members = ['stranger', 'member', 'colleague', 'invited', 'host', 'hospitalClerk', 'clerk', 'admin', 'auditor', 'administrator', 'lapsed', 'elsewhere', 'deputy'] as const;
export const visitors = [...outsiders, ...members] as const;
export type Visitor = (typeof visitors)[number];

export interface People {
	region: string;
	hospital: string;
	/** Person ids. */
	ids: Record<Exclude<Visitor, 'nobody' | 'guest'>, string>;
	/** The link by which the guest came, to a meeting that is nobody else's business. */
	guestLink: string;
	/** A fresh session, as a Cookie header; undefined for somebody who has none. */
	cookie(visitor: Visitor): Promise<string | undefined>;
}

const standing = {
	expired: ['staff', 'hospital'],
	disabled: ['admin', 'region'],
	stranger: ['official', 'elsewhere'],
	member: ['member', 'region'],
	colleague: ['clinician', 'hospital'],
	invited: ['clinician', 'region'],
	host: ['clinician', 'hospital'],
	hospitalClerk: ['clerk', 'hospital'],
	clerk: ['clerk', 'region'],
	admin: ['admin', 'region'],
	auditor: ['auditor', 'region'],
	administrator: ['administrator', 'region'],
	lapsed: ['staff', 'region'],
	elsewhere: ['clerk', 'region'],
	deputy: ['staff', 'elsewhere']
} as const satisfies Record<keyof People['ids'], readonly [Standing, string]>;

export async function settle({ owner, portal, organisationId: region }: TestHouse): Promise<People> {
	const houses = { region, hospital: crypto.randomUUID(), elsewhere: crypto.randomUUID() };
	await owner.db.insert(organisation).values([
		{ id: houses.hospital, parentId: region, kind: 'hospital', name: `Nemocnice ${houses.hospital}` },
		{ id: houses.elsewhere, kind: 'region', name: `Jiný kraj ${houses.elsewhere}` }
	]);
	const entries = await Promise.all(
		Object.entries(standing).map(async ([name, [role, house]]) => [name, await putPerson(owner.db, { role, organisation: houses[house], name: `Osoba ${name}`, disabled: name === 'disabled' })] as const)
	);
	const actors = Object.fromEntries(entries) as Record<keyof People['ids'], PersonActor>;
	const ids = Object.fromEntries(entries.map(([name, actor]) => [name, actor.person])) as People['ids'];
	const [hour, now] = [3_600_000, Date.now()];
	await owner.db.insert(roleGrant).values({ affiliationId: actors.lapsed.affiliation, role: 'recordings.clerk', organisationId: region, validFrom: new Date(now - 2 * hour), validUntil: new Date(now - hour) });
	const [other] = await owner.db.insert(affiliation).values({ personId: ids.elsewhere, organisationId: houses.elsewhere }).returning({ id: affiliation.id });
	const [inPlaceOfHost] = await owner.db.insert(substitution).values({ affiliationId: actors.host.affiliation, deputyId: ids.deputy, createdBy: ids.host, validFrom: new Date(now - hour), validUntil: new Date(now + hour) }).returning({ id: substitution.id });
	const places: Partial<Record<Visitor, { affiliation?: string; substitution?: string }>> = { elsewhere: { affiliation: other?.id ?? '' }, deputy: { substitution: inPlaceOfHost?.id ?? '' } };
	const visit = await welcomeGuest({ owner, organisationId: region });

	return {
		region,
		hospital: houses.hospital,
		ids,
		guestLink: visit.token,
		async cookie(visitor) {
			if (visitor === 'nobody') return undefined;
			if (visitor === 'guest') return `sal_guest=${visit.secret}`;
			const { name, value } = await portal.auth.signIn({ personId: ids[visitor], userAgent: 'test' });
			const place = places[visitor];
			if (place && !(await portal.auth.actIn({ sessionId: value, personId: ids[visitor], ...place }))) throw new Error(`${visitor} cannot act there`);
			if (visitor === 'expired') await owner.db.update(session).set({ expiresAt: new Date(Date.now() - 1_000) }).where(eq(session.id, hashSecret(value)));
			return `${name}=${value}`;
		}
	};
}

async function welcomeGuest({ owner, organisationId }: Pick<TestHouse, 'owner' | 'organisationId'>): Promise<{ token: string; secret: string }> {
	const meetingId = crypto.randomUUID();
	const linkId = crypto.randomUUID();
	const [token, secret] = [newSecret(), newSecret()];
	const expiresAt = new Date(Date.now() + 3_600_000);
	await owner.db.insert(meeting).values({ id: meetingId, title: 'Schůzka s hostem', kind: 'call', organisationId, startsAt: new Date(), plannedMinutes: 30 });
	await owner.db.insert(guestLink).values({ id: linkId, meetingId, tokenHash: hashSecret(token), expiresAt });
	await owner.db.insert(guest).values({ meetingId, linkId, name: 'Eva Hostující', sessionHash: hashSecret(secret), expiresAt });
	return { token, secret };
}
