/** A region of its own in the test database, for tests of this module's stores: nothing in it is shared with another test. */
import { connect, meeting, meetingOrganisation, meetingPerson, organisation, withActor, type Tx } from '@sal/db';
import { standings, type Standing } from '#lib/server/standing.fixture.ts';
import { putPerson } from '#lib/server/test-person.fixture.ts';
import { randomUUID } from 'node:crypto';
import type { MeetingInput } from './schema.ts';
import type { PersonActor } from './ties.server.ts';

export { standings as roles } from '#lib/server/standing.fixture.ts';
const houses = ['region', 'hospital', 'ward', 'other'] as const;
type House = (typeof houses)[number];

function url(name: 'DATABASE_URL' | 'DATABASE_OWNER_URL'): string {
	const value = process.env[name];
	if (!value) throw new Error(`${name} is not set: these tests need a migrated PostgreSQL (npm test starts one).`);
	return value;
}

/** region ▸ hospital ▸ ward, and `other` beside them; one person of every role in each house. */
export async function createRegion() {
	const owner = connect({ url: url('DATABASE_OWNER_URL'), max: 2 });
	const app = connect({ url: url('DATABASE_URL'), max: 4 });
	const tag = randomUUID().slice(0, 8);
	const ids = Object.fromEntries(houses.map((house) => [house, randomUUID()])) as Record<House, string>;
	const parents: Record<House, House | null> = { region: null, hospital: 'region', ward: 'hospital', other: null };
	for (const house of houses) {
		const parent = parents[house];
		await owner.db.insert(organisation).values({ id: ids[house], parentId: parent && ids[parent], kind: 'other', name: `Žďár ${house} ${tag}` });
	}
	const actors = new Map<string, PersonActor>();
	for (const house of houses) {
		for (const role of standings) {
			actors.set(`${house} ${role}`, await putPerson(owner.db, { organisation: ids[house], role, email: `${role}.${house}.${tag}@example.test`, name: `Řehoř ${role} ${house} ${tag}` }));
		}
	}
	const who = (house: House, role: Standing): PersonActor => {
		const actor = actors.get(`${house} ${role}`);
		if (!actor) throw new Error(`nobody is ${role} of ${house}`);
		return actor;
	};

	return {
		tag,
		ids,
		who,
		newPerson: (house: House, role: Standing): Promise<PersonActor> => putPerson(owner.db, { organisation: ids[house], role }),
		db: app.db,
		owner: owner.db,
		as: <T>(actor: PersonActor, fn: (tx: Tx) => Promise<T>) => withActor(app.db, actor, fn),
		asJob: <T>(house: House, fn: (tx: Tx) => Promise<T>) => withActor(app.db, { kind: 'job', organisation: ids[house], name: 'test' }, fn),
		/** A meeting as the owner writes it, past all rules, with its members. */
		async meeting(row: Partial<typeof meeting.$inferInsert> & { house?: House }, members: { hosts?: string[]; people?: string[]; organisations?: string[] } = {}): Promise<string> {
			const { house = 'hospital', ...columns } = row;
			const id = randomUUID();
			await owner.db.insert(meeting).values({ id, title: `Porada ${tag}`, kind: 'call', organisationId: ids[house], startsAt: new Date(), plannedMinutes: 60, ...columns });
			const list = [...(members.hosts ?? []).map((personId) => ({ meetingId: id, personId, role: 'host' as const })), ...(members.people ?? []).map((personId) => ({ meetingId: id, personId, role: 'invited' as const }))];
			if (list.length > 0) await owner.db.insert(meetingPerson).values(list);
			const bodies = members.organisations ?? [];
			if (bodies.length > 0) await owner.db.insert(meetingOrganisation).values(bodies.map((organisationId) => ({ meetingId: id, organisationId })));
			return id;
		},
		input(change: Partial<MeetingInput> = {}): MeetingInput {
			const host = who('hospital', 'office').person;
			return {
				title: `Zasedání ${tag}`, kind: 'session', organisation: ids.hospital, day: '2027-02-02', time: '09:00', zone: 'Europe/Prague', minutes: 60,
				rhythm: 'none', until: '', hosts: [host], people: [], organisations: [], recorded: true, watch: 'invited', lobby: 'guests', note: '', ...change
			};
		},
		async close() {
			await app.close();
			await owner.close();
		}
	};
}
export type Region = Awaited<ReturnType<typeof createRegion>>;
