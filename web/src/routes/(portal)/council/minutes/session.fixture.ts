/** For tests of what follows a session: a house of its own with a body of five seats, a session in its room, and people around it. */
import { randomUUID } from 'node:crypto';
import { connect, councilBody, councilItem, councilMember, councilProcedure, councilSession, meeting, meetingPerson, organisation, withActor, type Actor, type PersonActor, type Tx } from '@sal/db';
import { needed } from '#lib/server/test-database.fixture.ts';
import { putPerson } from '#lib/server/test-person.fixture.ts';
import { append, type Appending } from '../append.server.ts';
import { defaultProcedure, type Procedure } from '../procedure.ts';

const people = ['chair', 'deputy', 'eva', 'jan', 'ota', 'office', 'auditor', 'citizen', 'stranger'] as const;
export type Who = (typeof people)[number];
const seats: Partial<Record<Who, 'chair' | 'deputy' | 'member'>> = { chair: 'chair', deputy: 'deputy', eva: 'member', jan: 'member', ota: 'member' };
export const names: Record<Who, string> = { chair: 'Čeněk Předseda', deputy: 'Dana Zástupná', eva: 'Eva Čermáková', jan: 'Jan Žák', ota: 'Ota Řezník', office: 'Tajemnice Nová', auditor: 'Auditor Kraje', citizen: 'Občanka Tichá', stranger: 'Cizí Úřednice' };

export async function createCouncil({ procedure = {} }: { procedure?: Partial<Procedure> } = {}) {
	const owner = connect({ url: needed('DATABASE_OWNER_URL'), max: 2 });
	const app = connect({ url: needed('DATABASE_URL'), max: 4 });
	const house = randomUUID();
	const elsewhere = randomUUID();
	const tag = house.slice(0, 8);
	await owner.db.insert(organisation).values([{ id: house, kind: 'region', name: `Kraj ${tag}` }, { id: elsewhere, kind: 'other', name: `Jinde ${tag}` }]);
	const actors = {} as Record<Who, PersonActor>;
	for (const who of people) {
		const role = who === 'office' ? 'office' : who === 'auditor' ? 'auditor' : seats[who] ? 'member' : 'staff';
		actors[who] = await putPerson(owner.db, { organisation: who === 'stranger' ? elsewhere : house, role, name: names[who] });
	}
	const body = randomUUID();
	const rules = randomUUID();
	await owner.db.insert(councilBody).values({ id: body, organisationId: house, name: `Zastupitelstvo kraje ${tag}`, kind: 'regional-assembly', seats: 5, publicSessions: true });
	await owner.db.insert(councilProcedure).values({ id: rules, bodyId: body, version: 1, validFrom: '2020-01-01', settings: { ...defaultProcedure('regional-assembly'), ...procedure } });
	for (const who of people) {
		const office = seats[who];
		if (office) await owner.db.insert(councilMember).values({ bodyId: body, personId: actors[who].person, office, validFrom: '2020-01-01' });
	}
	return {
		tag,
		house,
		body,
		owner: owner.db,
		db: app.db,
		who: (name: Who): PersonActor => actors[name],
		job: { kind: 'job' as const, organisation: house, name: 'test' },
		as: <T>(actor: Actor, fn: (tx: Tx) => Promise<T>) => withActor(app.db, actor, fn),
		/** A session with its room, as its office has put it in; running unless told otherwise. */
		async session(row: Partial<typeof councilSession.$inferInsert> = {}): Promise<{ id: string; meeting: string }> {
			const id = randomUUID();
			const room = randomUUID();
			const startsAt = row.startsAt ?? new Date('2026-11-20T09:00:00Z');
			await owner.db.insert(meeting).values({ id: room, title: `Zasedání ${tag}`, kind: 'session', organisationId: house, startsAt, plannedMinutes: 120, recorded: true });
			await owner.db.insert(meetingPerson).values([{ meetingId: room, personId: actors.office.person, role: 'host' }]);
			await owner.db.insert(councilSession).values({ id, bodyId: body, organisationId: house, number: 3, title: `3. zasedání ${tag}`, meetingId: room, procedureId: rules, place: 'Velký sál', startsAt, plannedMinutes: 120, state: 'running', presidedBy: actors.chair.person, ...row });
			return { id, meeting: room };
		},
		async item(session: string, row: Partial<typeof councilItem.$inferInsert> = {}): Promise<string> {
			const id = randomUUID();
			await owner.db.insert(councilItem).values({ id, sessionId: session, number: '1', position: 1, title: 'Rozpočet', ...row });
			return id;
		},
		/** Appends events as a job, each at its own time. */
		async happened(events: Appending[]): Promise<void> {
			for (const event of events) await withActor(app.db, { kind: 'job', organisation: house, name: 'test' }, (tx) => append(tx, event));
		},
		async close() {
			await app.close();
			await owner.close();
		}
	};
}
export type Council = Awaited<ReturnType<typeof createCouncil>>;
