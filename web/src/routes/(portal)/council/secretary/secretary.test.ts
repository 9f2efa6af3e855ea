/** The secretary's desk: what is written down on behalf of others, by whom, and what becomes of it. */
import { attendance, councilConflict, councilEvent, councilSpeech, type PersonActor, type Tx } from '@sal/db';
import { and, asc, eq } from 'drizzle-orm';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { noteAnswer } from '../answers/store.server.ts';
import { createCouncil, type Council, type CouncilStanding } from '../council.fixture.ts';
import { askForSomebody, withdrawRequest } from '../floor/store.server.ts';
import { buildLive } from '../live/build.server.ts';
import { declareConflictFor } from '../motions/store.server.ts';
import { permit } from '../permit.server.ts';
import { checkIn } from '../presence/store.server.ts';
import { openItem, openSession, setInterpreter } from '../running/store.server.ts';
import { correct, courseOf, writeNote } from './course.server.ts';

let council: Council;
const by = <T>(standing: CouncilStanding, act: (tx: Tx, actor: PersonActor) => Promise<T>): Promise<T> => council.as(council.people[standing], (tx) => act(tx, council.people[standing]));
const at = () => ({ session: council.session, now: new Date() });
const live = () => by('office', async (tx, actor) => buildLive(tx, { ...(await permit(tx, { actor, id: council.session, action: 'see', now: new Date() })), now: new Date() }));
const course = () => by('office', (tx) => courseOf(tx, council.session));
const events = (type: string) => council.owner.select({ data: councilEvent.data, by: councilEvent.byPerson, item: councilEvent.itemId }).from(councilEvent).where(and(eq(councilEvent.sessionId, council.session), eq(councilEvent.type, type))).orderBy(asc(councilEvent.sequence));

beforeEach(async () => {
	council = await createCouncil();
	await by('chair', (tx, actor) => openSession(tx, actor, at()));
	await by('office', (tx, actor) => openItem(tx, actor, { ...at(), item: council.items[1] }));
});
afterEach(() => council.close());

describe('the course', () => {
	it('writes itself, takes notes at the open item, and keeps what was wrong beside its correction', async () => {
		await by('office', (tx, actor) => writeNote(tx, actor, { ...at(), text: 'Přišla paní senátorka' }));
		const [note] = await course();
		expect(note).toMatchObject({ kind: 'note', text: 'Přišla paní senátorka', corrections: [] });
		await by('office', (tx, actor) => correct(tx, actor, { ...at(), sequence: note?.sequence ?? 0, text: 'Přišel pan senátor' }));
		const after = await course();
		expect(after[0]).toMatchObject({ text: 'Přišla paní senátorka', corrections: [{ text: 'Přišel pan senátor' }] });
		expect(after.at(-1)).toMatchObject({ kind: 'item', text: expect.stringContaining('Rozpočet') as string });
		expect(await events('correction.made')).toMatchObject([{ by: council.people.office.person, item: council.items[1] }]);
	});

	it('corrects nothing that is not there, and no correction', async () => {
		await by('office', (tx, actor) => writeNote(tx, actor, { ...at(), text: 'Poznámka' }));
		const sequence = (await course())[0]?.sequence ?? 0;
		await by('office', (tx, actor) => correct(tx, actor, { ...at(), sequence, text: 'Oprava' }));
		for (const wrong of [sequence + 1, 9_999]) await expect(by('office', (tx, actor) => correct(tx, actor, { ...at(), sequence: wrong, text: 'x' }))).rejects.toThrow('not-found');
	});
});

describe('on behalf of members', () => {
	it('an excuse is said to everybody, goes once into the events, and is over when the member comes', async () => {
		const member = council.people.second.person;
		const presence = async () => (await live()).members.find(({ id }) => id === member)?.presence;
		for (const reason of ['Nemoc', 'Nemoc, podruhé']) await by('office', (tx, actor) => noteAnswer(tx, actor, { ...at(), person: member, answer: 'excused', reason }));
		expect(await presence()).toBe('excused');
		expect(await events('presence.excused')).toMatchObject([{ data: { person: member, reason: '' } }]);
		await by('second', (tx, actor) => checkIn(tx, actor, { ...at(), by: 'desk' }));
		expect(await presence()).toBe('hall');
	});

	it('a conflict of interest that was said aloud', async () => {
		const member = council.people.first.person;
		await by('office', (tx, actor) => declareConflictFor(tx, actor, { ...at(), person: member, reason: 'Pozemek je jeho' }));
		expect(await council.owner.select({ person: councilConflict.personId }).from(councilConflict).where(eq(councilConflict.sessionId, council.session))).toEqual([{ person: member }]);
		expect(await events('conflict.declared')).toMatchObject([{ data: { person: member, reason: 'Pozemek je jeho' }, by: council.people.office.person }]);
	});

	it('takes a request back that a member has made', async () => {
		const request = await by('office', (tx, actor) => askForSomebody(tx, actor, { ...at(), person: council.people.first.person, kind: 'ordinary' }));
		await expect(by('second', (tx, actor) => withdrawRequest(tx, actor, { ...at(), request }))).rejects.toThrow('forbidden');
		await by('office', (tx, actor) => withdrawRequest(tx, actor, { ...at(), request }));
		expect((await live()).queue).toEqual([]);
	});

	it.each<[string, (tx: Tx, actor: PersonActor, person: string) => Promise<unknown>]>([
		['excuse', (tx, actor, person) => noteAnswer(tx, actor, { ...at(), person, answer: 'excused', reason: 'Nemoc' })],
		['conflict', (tx, actor, person) => declareConflictFor(tx, actor, { ...at(), person, reason: 'Jeho věc' })]
	])('%s is of members, and only the desk says it for them', async (_, say) => {
		await expect(by('office', (tx, actor) => say(tx, actor, council.people.colleague.person))).rejects.toThrow('not-found');
		for (const standing of ['first', 'speaker', 'auditor', 'colleague'] as const) await expect(by(standing, (tx, actor) => say(tx, actor, council.people.second.person))).rejects.toThrow('forbidden');
		expect(await events('presence.excused')).toEqual([]);
		expect(await events('conflict.declared')).toEqual([]);
	});
});

describe('who is in the room without a seat', () => {
	it('a guest without an account gets the floor, once they are there', async () => {
		const ask = () => by('office', (tx, actor) => askForSomebody(tx, actor, { ...at(), person: council.guest.guest, kind: 'guest' }));
		await expect(ask()).rejects.toThrow('not-found');
		await council.owner.insert(attendance).values({ meetingId: council.meeting, participant: council.guest.guest, name: 'Eva Hostující', guest: true, event: 'joined', at: new Date() });
		const request = await ask();
		expect(await council.owner.select({ name: councilSpeech.name, person: councilSpeech.personId, participant: councilSpeech.participant }).from(councilSpeech).where(eq(councilSpeech.id, request))).toEqual([{ name: 'Eva Hostující', person: null, participant: council.guest.guest }]);
	});

	it('one of them interprets', async () => {
		await by('office', (tx, actor) => setInterpreter(tx, actor, { ...at(), participant: council.guest.guest }));
		expect((await live()).interpreter).toBe(council.guest.guest);
		await by('office', (tx, actor) => setInterpreter(tx, actor, { ...at(), participant: null }));
		expect((await live()).interpreter).toBeNull();
	});
});
