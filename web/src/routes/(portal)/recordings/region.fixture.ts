/** For this module's store tests: a region of its own in the test database, with a person of every role and recordings of every kind. */
import { randomUUID } from 'node:crypto';
import { connect, meeting, meetingOrganisation, meetingPerson, organisation, recording, withActor, type Actor, type PersonActor, type Tx } from '@sal/db';
import { standings, type Standing } from '#lib/server/standing.fixture.ts';
import { putPerson } from '#lib/server/test-person.fixture.ts';

export { standings as roles } from '#lib/server/standing.fixture.ts';
const houses = ['region', 'hospital', 'ward', 'town'] as const;
export type House = (typeof houses)[number];
export type { PersonActor } from '@sal/db';

function variable(name: 'DATABASE_URL' | 'DATABASE_OWNER_URL'): string {
	const value = process.env[name];
	if (!value) throw new Error(`${name} is not set: these tests need a migrated PostgreSQL (npm test starts one).`);
	return value;
}

export interface Making {
	house?: House;
	kind?: 'session' | 'case' | 'call';
	watch?: 'hosts' | 'invited' | 'organisation' | 'public';
	published?: boolean;
	title?: string;
	people?: string[];
	state?: 'recording' | 'stored' | 'sealed' | 'preparing' | 'ready' | 'failed';
	startedAt?: Date;
	hosts?: string[];
	invited?: string[];
	organisations?: string[];
}

/** region ▸ hospital ▸ ward, and region ▸ town. */
export async function createRegion() {
	const owner = connect({ url: variable('DATABASE_OWNER_URL'), max: 2 });
	const app = connect({ url: variable('DATABASE_URL'), max: 4 });
	const tag = randomUUID().slice(0, 8);
	const ids = Object.fromEntries(houses.map((house) => [house, randomUUID()])) as Record<House, string>;
	const parents: Record<House, House | null> = { region: null, hospital: 'region', ward: 'hospital', town: 'region' };
	for (const house of houses) {
		const parent = parents[house];
		await owner.db.insert(organisation).values({ id: ids[house], parentId: parent && ids[parent], kind: 'other', name: `Dům ${house} ${tag}` });
	}
	const newPerson = (house: House, role: Standing): Promise<PersonActor> => putPerson(owner.db, { organisation: ids[house], role, name: `Osoba ${role} ${house}` });
	const actors = new Map<string, PersonActor>();
	for (const house of houses) for (const role of standings) actors.set(`${house} ${role}`, await newPerson(house, role));

	return {
		tag,
		ids,
		app: app.db,
		owner: owner.db,
		newPerson,
		who(house: House, role: Standing): PersonActor {
			const actor = actors.get(`${house} ${role}`);
			if (!actor) throw new Error(`nobody is ${role} of ${house}`);
			return actor;
		},
		as: <T>(actor: Actor, fn: (tx: Tx) => Promise<T>) => withActor(app.db, actor, fn),
		job: (house: House): Extract<Actor, { kind: 'job' }> => ({ kind: 'job', organisation: ids[house], name: 'test' }),
		/** A meeting with one recording of it; returns the recording's id. */
		async recorded({ house = 'hospital', kind = 'session', watch = 'invited', published = false, title = 'Jednání', people = [], state = 'ready', startedAt = new Date(), hosts = [], invited = [], organisations = [] }: Making = {}): Promise<string> {
			const meetingId = randomUUID();
			const id = randomUUID();
			await owner.db.insert(meeting).values({ id: meetingId, title, kind, organisationId: ids[house], startsAt: startedAt, plannedMinutes: 60, recorded: true, watch, published, state: 'ended' });
			for (const personId of hosts) await owner.db.insert(meetingPerson).values({ meetingId, personId, role: 'host' });
			for (const personId of invited) await owner.db.insert(meetingPerson).values({ meetingId, personId, role: 'invited' });
			for (const organisationId of organisations) await owner.db.insert(meetingOrganisation).values({ meetingId, organisationId });
			const ready = state === 'ready' && { mp4Key: `${id}.mp4`, mp4Bytes: 1_000, posterKey: `${id}.jpg`, durationMs: 60_000 };
			const sealed = (state === 'ready' || state === 'preparing' || state === 'sealed') && { packageManifestKey: `${id}/package.json`, packageManifestVersion: 'v', packageManifestSha256: '0'.repeat(64) };
			await owner.db.insert(recording).values({ id, meetingId, organisationId: ids[house], title, kind, watch, published, people, state, startedAt, ...ready, ...sealed });
			return id;
		},
		async close() {
			await Promise.all([app.close(), owner.close()]);
		}
	};
}
export type Region = Awaited<ReturnType<typeof createRegion>>;
