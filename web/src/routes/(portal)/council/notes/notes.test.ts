/** Personal notes: whose they are, at the door and at the row; what happens to one that was changed elsewhere; with whom they go. */
import { randomUUID } from 'node:crypto';
import { auditEntry, councilEvent, councilItem, councilNote, erasePerson, person, type PersonActor, type Tx } from '@sal/db';
import { and, eq } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createCouncil, standings, type Council, type CouncilStanding } from '../council.fixture.ts';
import { myData } from '../my-data.server.ts';
import { permit } from '../permit.server.ts';
import { notesIn, saveNote } from './store.server.ts';

const refusedWith = (code: string) => expect.objectContaining({ message: code });
let council: Council;
beforeAll(async () => { council = await createCouncil(); });
afterAll(() => council.close());

const by = <T>(standing: CouncilStanding, act: (tx: Tx, actor: PersonActor) => Promise<T>): Promise<T> => council.as(council.people[standing], (tx) => act(tx, council.people[standing]));
const write = (standing: CouncilStanding, item: number, text: string, { seen = [] as string[], revision = randomUUID() as string } = {}) =>
	by(standing, (tx, actor) => saveNote(tx, actor, { session: council.session, item: council.items[item] ?? '', now: new Date(), note: { person: actor.person, text, revision, seen } }));
const read = async (standing: CouncilStanding) =>
	by(standing, async (tx, actor) => {
		const now = new Date();
		return (await notesIn(tx, actor, { ...(await permit(tx, { actor, id: council.session, action: 'see', now })), now })).notes.map(({ item, text }) => [council.items.indexOf(item), text]);
	});
const inside: CouncilStanding[] = ['office', 'chair', 'deputy', 'first', 'second', 'auditor'];

it('everybody who may see an item notes about it, and reads their own only', async () => {
	for (const standing of standings) expect(await write(standing, 0, `Od ${standing}`), standing).toBeNull();
	for (const standing of standings) {
		expect(await read(standing), standing).toEqual([[0, `Od ${standing}`]]);
		expect(await by(standing, (tx) => tx.select({ text: councilNote.text }).from(councilNote)), standing).toEqual([{ text: `Od ${standing}` }]);
	}
	for (const actor of [council.guest, { kind: 'public' as const }]) expect(await council.as(actor, (tx) => tx.select().from(councilNote))).toEqual([]);
	expect(await council.asJob((tx) => tx.select().from(councilNote))).toEqual([]);
});

it('about an item that is dealt with without the public only those inside, in the store and at the row', async () => {
	for (const standing of standings) {
		const row = { personId: council.people[standing].person, itemId: council.items[2], sessionId: council.session, text: 'Tajné', revision: randomUUID() };
		const atRow = by(standing, (tx) => tx.insert(councilNote).values(row).returning({ text: councilNote.text }));
		if (inside.includes(standing)) {
			expect(await atRow, standing).toEqual([{ text: 'Tajné' }]);
			expect(await write(standing, 2, 'Tajné'), standing).toBeNull();
		} else {
			await expect(atRow, standing).rejects.toThrow();
			await expect(write(standing, 2, 'Tajné'), standing).rejects.toEqual(refusedWith('forbidden'));
		}
	}
	// An open item is closed afterwards: what an outsider has noted stays theirs, but not on the page.
	await council.owner.update(councilItem).set({ closed: true }).where(eq(councilItem.id, council.items[0]));
	expect(await read('colleague')).toEqual([]);
	await council.owner.update(councilItem).set({ closed: false }).where(eq(councilItem.id, council.items[0]));
	expect(await read('colleague')).toEqual([[0, 'Od colleague']]);
});

it('nobody writes, changes or deletes in another person\'s name', async () => {
	const first = council.people.first.person;
	await write('first', 1, 'Moje');
	for (const standing of standings.filter((each) => each !== 'first')) {
		await expect(by(standing, (tx) => tx.insert(councilNote).values({ personId: first, itemId: council.items[1], sessionId: council.session, text: 'Cizí', revision: randomUUID() })), standing).rejects.toThrow();
		expect(await by(standing, (tx) => tx.update(councilNote).set({ text: 'Cizí' }).where(eq(councilNote.personId, first)).returning()), standing).toEqual([]);
		expect(await by(standing, (tx) => tx.delete(councilNote).where(eq(councilNote.personId, first)).returning()), standing).toEqual([]);
	}
	await expect(by('second', (tx) => tx.update(councilNote).set({ personId: first }).where(eq(councilNote.personId, council.people.second.person)))).rejects.toThrow();
	// Another person has signed in with the same browser.
	const note = { person: first, text: 'Cizí', revision: randomUUID(), seen: [] };
	await expect(by('second', (tx, actor) => saveNote(tx, actor, { session: council.session, item: council.items[1], now: new Date(), note }))).rejects.toEqual(refusedWith('council-note-other-person'));
	expect(await read('first')).toContainEqual([1, 'Moje']);
});

it('an item of another session, or none, is not found', async () => {
	const note = { person: council.people.first.person, text: 'x', revision: randomUUID(), seen: [] };
	for (const [session, item] of [[randomUUID(), council.items[0]], [council.session, randomUUID()]] as const) {
		await expect(by('first', (tx, actor) => saveNote(tx, actor, { session, item, now: new Date(), note }))).rejects.toEqual(refusedWith('not-found'));
	}
});

describe('a note that was changed elsewhere', () => {
	const [one, two, three] = [randomUUID(), randomUUID(), randomUUID()];
	it('is not overwritten by who did not know, and is the answer', async () => {
		expect(await write('second', 1, 'Z počítače', { revision: one })).toBeNull();
		expect(await write('second', 1, 'Z telefonu', { revision: two })).toEqual({ text: 'Z počítače', revision: one });
		expect(await write('second', 1, '', { revision: two })).toEqual({ text: 'Z počítače', revision: one });
		expect(await read('second')).toContainEqual([1, 'Z počítače']);
	});
	it('is by who knew it, even of an answer that was lost', async () => {
		expect(await write('second', 1, 'Z telefonu', { revision: two, seen: [one] })).toBeNull();
		expect(await write('second', 1, 'Z telefonu dál', { revision: three, seen: [one, two] })).toBeNull();
		expect(await read('second')).toContainEqual([1, 'Z telefonu dál']);
	});
	it('is no conflict when it says the same', async () => {
		expect(await write('second', 1, 'Z telefonu dál')).toBeNull();
	});
});

it('without words there is none, and writing goes on after that', async () => {
	const revision = randomUUID();
	await write('deputy', 1, 'Zeptat se na rezervu', { revision });
	expect(await write('deputy', 1, ' \n', { seen: [revision] })).toBeNull();
	expect(await by('deputy', (tx) => tx.$count(councilNote, eq(councilNote.itemId, council.items[1])))).toBe(0);
	expect(await write('deputy', 1, 'Znovu', { seen: [revision] })).toBeNull();
	expect(await read('deputy')).toContainEqual([1, 'Znovu']);
});

it('ten thousand characters fit, also of those that take two units', async () => {
	expect(await write('chair', 1, '𝒜'.repeat(5_000))).toBeNull();
	await expect(by('chair', (tx) => tx.update(councilNote).set({ text: 'x'.repeat(10_001) }).where(and(eq(councilNote.itemId, council.items[1]), eq(councilNote.personId, council.people.chair.person))))).rejects.toThrow();
});

it('leaves no trace in the log and in the course of the session', async () => {
	expect(await council.owner.select().from(auditEntry).where(eq(auditEntry.objectId, council.session))).toEqual([]);
	expect(await council.owner.select().from(councilEvent).where(eq(councilEvent.sessionId, council.session))).toEqual([]);
});

it('is among one\'s own data, and in nobody else\'s', async () => {
	const rows = async (standing: CouncilStanding) => {
		const file = myData.find(({ name }) => name === 'council-notes.jsonl');
		return file ? Array.fromAsync(file.rows({ actor: council.people[standing], inTx: (fn) => council.as(council.people[standing], fn), now: new Date() })) : [];
	};
	expect(await rows('first')).toEqual(expect.arrayContaining([expect.objectContaining({ text: 'Moje', item: expect.stringContaining('Rozpočet') as string })]));
	expect(JSON.stringify(await rows('office'))).not.toContain('Moje');
});

it('goes with the person who is erased', async () => {
	const { person: id } = council.people.former;
	expect(await council.owner.$count(councilNote, eq(councilNote.personId, id))).toBe(1);
	await council.owner.update(person).set({ disabledAt: new Date() }).where(eq(person.id, id));
	await by('admin', (tx) => erasePerson(tx, id));
	expect(await council.owner.$count(councilNote, eq(councilNote.personId, id))).toBe(0);
	expect(await council.owner.$count(councilNote, eq(councilNote.personId, council.people.first.person))).toBeGreaterThan(0);
});
