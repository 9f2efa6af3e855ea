/** Who comes into a running meeting, and with which rights: the socket's events follow from these alone (sfu/test/roles.test.ts). */
import { affiliation, findActor, roleGrant, substitution } from '@sal/db';
import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { admitPerson } from './admission.server.ts';
import { breakTheGlass } from './break-glass.server.ts';
import { createRegion, type Region } from './region.fixture.ts';
import type { PersonActor } from './ties.server.ts';

const HOUR = 3_600_000;
let region: Region;
let people: Record<Who, PersonActor>;
const kinds = ['call', 'session', 'case'] as const;
type Kind = (typeof kinds)[number];
let ids: Record<Kind, string>;

const HOST = 'publish screen chat host record';
const MEMBER = 'publish screen chat';
/** They know of it by their office, and ask at the door. */
const KNOCKS = `lobby: ${MEMBER}`;
const NONE = 'not-found';
/** They know of it, and that is all. */
const READS = 'meetings-not-invited';
/** In the order of `kinds`. Nobody of them was invited, unless it says so. */
const table = {
	'the host': [HOST, HOST, HOST],
	'the host’s deputy': [HOST, HOST, NONE],
	'an invited clinician': [MEMBER, MEMBER, MEMBER],
	'invited staff': [MEMBER, MEMBER, MEMBER],
	'a clinician of the house': [NONE, NONE, NONE],
	'a clinician who broke the glass': [NONE, NONE, 'publish chat'],
	'the house’s clerk': [KNOCKS, KNOCKS, NONE],
	'the region’s clerk': [KNOCKS, KNOCKS, NONE],
	'a clerk whose grant has run out': [NONE, NONE, NONE],
	'a clerk who acts in another place': [NONE, NONE, NONE],
	'an operator': [KNOCKS, KNOCKS, NONE],
	'an administrator of organisations': [NONE, NONE, NONE],
	'an auditor': [READS, READS, NONE],
	'a council member': [NONE, NONE, NONE],
	'somebody of another region': [NONE, NONE, NONE]
} as const;
type Who = keyof typeof table;

beforeAll(async () => {
	region = await createRegion();
	const { owner } = region;
	const host = await region.newPerson('hospital', 'clinician');
	const [deputy, elsewhere, lapsed] = [await region.newPerson('other', 'staff'), await region.newPerson('region', 'clerk'), await region.newPerson('region', 'clerk')];
	const [standIn] = await owner
		.insert(substitution)
		.values({ affiliationId: host.affiliation, deputyId: deputy.person, createdBy: host.person, validFrom: new Date(Date.now() - HOUR), validUntil: new Date(Date.now() + HOUR) })
		.returning({ id: substitution.id });
	const [second] = await owner.insert(affiliation).values({ personId: elsewhere.person, organisationId: region.ids.ward }).returning({ id: affiliation.id });
	await owner.update(roleGrant).set({ validFrom: new Date(Date.now() - HOUR), validUntil: new Date(Date.now() - HOUR / 2) }).where(eq(roleGrant.affiliationId, lapsed.affiliation));
	const acting = async (wanted: Parameters<typeof findActor>[1]): Promise<PersonActor> => {
		const found = await findActor(owner, wanted);
		if (!found) throw new Error('nobody acts there');
		return found.actor;
	};
	people = {
		'the host': host,
		'the host’s deputy': await acting({ person: deputy.person, substitution: standIn?.id ?? '' }),
		'an invited clinician': await region.newPerson('ward', 'clinician'),
		'invited staff': await region.newPerson('ward', 'staff'),
		'a clinician of the house': region.who('hospital', 'clinician'),
		'a clinician who broke the glass': await region.newPerson('ward', 'clinician'),
		'the house’s clerk': region.who('hospital', 'clerk'),
		'the region’s clerk': region.who('region', 'clerk'),
		'a clerk whose grant has run out': await acting({ person: lapsed.person }),
		'a clerk who acts in another place': await acting({ person: elsewhere.person, affiliation: second?.id ?? '' }),
		'an operator': region.who('region', 'admin'),
		'an administrator of organisations': region.who('region', 'administrator'),
		'an auditor': region.who('region', 'auditor'),
		'a council member': region.who('region', 'member'),
		'somebody of another region': region.who('other', 'admin')
	};
	const meeting = (kind: Kind) => region.meeting({ kind, state: 'live', recorded: true, watch: 'invited' }, { hosts: [host.person], people: [people['an invited clinician'].person, people['invited staff'].person] });
	ids = { call: await meeting('call'), session: await meeting('session'), case: await meeting('case') };
	const broke = people['a clinician who broke the glass'];
	await region.as(broke, (tx) => breakTheGlass(tx, broke, { id: ids.case, reason: 'Pacientka je u nás na příjmu', origin: 'https://sal.test', now: new Date() }));
});
afterAll(() => region?.close());

const enter = (actor: PersonActor, id: string) =>
	region.as(actor, (tx) => admitPerson(tx, actor, { id, address: '192.0.2.7', sfu: 'sfu-1', mode: 'test', now: new Date() })).then(
		({ grants, lobby }) => `${lobby ? 'lobby: ' : ''}${grants.join(' ')}`,
		(error: { code?: string }) => error.code
	);

it.each<[string, Partial<Parameters<typeof region.meeting>[0]>, boolean]>([
	['a published session', { kind: 'session', watch: 'public', published: true }, true],
	['a session that is published, but not for everybody to watch', { kind: 'session', watch: 'invited', published: true }, false],
	['a session that is not published', { kind: 'session', watch: 'public' }, false],
	['a published call', { kind: 'call', watch: 'hosts', published: true }, false],
	['a case', { kind: 'case', watch: 'hosts', published: true }, false]
])('is streamed to everybody, or not: %s', async (_what, changes, streamed) => {
	const host = people['the host'];
	const id = await region.meeting({ state: 'live', ...changes }, { hosts: [host.person] });
	const { meeting } = await region.as(host, (tx) => admitPerson(tx, host, { id, address: '192.0.2.7', sfu: 'sfu-1', mode: 'test', now: new Date() }));
	expect(meeting.public).toBe(streamed);
});

it.each(Object.keys(table) as Who[])('%s', async (who) => {
	expect(await Promise.all(kinds.map((kind) => enter(people[who], ids[kind])))).toEqual(table[who]);
});
