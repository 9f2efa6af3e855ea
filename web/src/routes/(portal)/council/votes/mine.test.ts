/** What each person's own screen is told of a running session. */
import type { PersonActor, Tx } from '@sal/db';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createCouncil, type Council, type CouncilStanding } from '../council.fixture.ts';
import { declareConflict, moveProposal } from '../motions/store.server.ts';
import { checkIn } from '../presence/store.server.ts';
import { openItem, openSession, setClosedPart } from '../running/store.server.ts';
import { screenFor } from './mine.server.ts';
import { annulVote, cast, closeVote, openVote } from './store.server.ts';
import { readVote } from './vote-page.server.ts';

let council: Council;
let vote: string;
const by = <T>(standing: CouncilStanding, act: (tx: Tx, actor: PersonActor) => Promise<T>): Promise<T> => council.as(council.people[standing], (tx) => act(tx, council.people[standing]));
const screen = (standing: CouncilStanding, version: number | null = null) => by(standing, (tx, actor) => screenFor(tx, actor, { session: council.session, now: new Date(), version }));
const page = (standing: CouncilStanding, id: string) => by(standing, (tx, actor) => readVote(tx, actor, { session: council.session, vote: id, now: new Date() }));
const versionOf = async (): Promise<number> => (await screen('first'))?.state.version ?? -1;

beforeAll(async () => {
	council = await createCouncil();
	const { session, items } = council;
	await by('chair', (tx, actor) => openSession(tx, actor, { session, now: new Date() }));
	for (const standing of ['chair', 'deputy', 'first'] as const) await by(standing, (tx, actor) => checkIn(tx, actor, { session, by: 'desk', now: new Date() }));
	await by('office', (tx, actor) => openItem(tx, actor, { session, item: items[1], now: new Date() }));
	await by('office', (tx, actor) => moveProposal(tx, actor, { session, now: new Date() }));
	await by('first', (tx, actor) => declareConflict(tx, actor, { session, reason: 'Pozemek je můj', now: new Date() }));
	vote = await by('chair', (tx, actor) => openVote(tx, actor, { session, motion: null, title: 'Přestávka', text: 'Přestávka', threshold: 'resolution', now: new Date() }));
	await by('first', (tx, actor) => cast(tx, actor, { session, vote, choice: 'against', now: new Date() }));
});
afterAll(() => council.close());

describe('while a vote is open', () => {
	it.each<[CouncilStanding, object]>([
		['chair', { seated: true, presiding: true, voter: true, choice: null, conflict: false }],
		['first', { seated: true, presiding: false, voter: true, choice: 'against', conflict: true }],
		// Of the body, but absent when the vote was opened.
		['second', { seated: true, voter: false, choice: null }],
		['speaker', { seated: false, maySpeak: true, voter: false }],
		['office', { seated: false, mayPreside: false, presiding: false, voter: false }],
		['colleague', { seated: false, maySpeak: false, voter: false }]
	])('%s is told what concerns them', async (standing, expected) => {
		expect((await screen(standing))?.mine).toMatchObject(expected);
	});

	it('nobody is told how others vote, nor how it stands', async () => {
		for (const standing of ['chair', 'office', 'second'] as const) {
			expect((await screen(standing))?.state.vote).toMatchObject({ cast: 1, entitled: 3, result: null });
			expect((await page(standing, vote)).vote.result).toBeNull();
		}
	});

	it('the count moves on although no event is written', async () => {
		expect(await screen('first', await versionOf())).not.toBeNull();
	});
});

describe('afterwards', () => {
	it('a screen that knows all is told nothing, and the names are for everybody', async () => {
		const { session } = council;
		await by('chair', (tx, actor) => closeVote(tx, actor, { session, vote, keys: council.keys, now: new Date() }));
		expect(await screen('first', await versionOf())).toBeNull();
		const { vote: read, play } = await page('colleague', vote);
		expect(read.result).toMatchObject({ passed: false, counts: { for: 0, against: 1, abstained: 0, notVoted: 2 } });
		expect(read.result?.byName).toEqual(expect.arrayContaining([expect.objectContaining({ id: council.people.first.person, choice: 'against' })]));
		expect(play).toBeNull();
	});

	it('an annulled vote says why', async () => {
		const { session } = council;
		await by('chair', (tx, actor) => annulVote(tx, actor, { session, vote, reason: 'Přístroj selhal', now: new Date() }));
		expect((await page('first', vote)).vote.result).toMatchObject({ annulled: 'Přístroj selhal' });
	});
});

it('what is dealt with without the public is read by those inside, and by nobody else', async () => {
	const { session, items } = council;
	await by('chair', (tx, actor) => setClosedPart(tx, actor, { session, on: true, reason: 'Osobní údaje', now: new Date() }));
	await by('office', (tx, actor) => openItem(tx, actor, { session, item: items[2], now: new Date() }));
	await by('office', (tx, actor) => moveProposal(tx, actor, { session, now: new Date() }));
	const closed = await by('chair', (tx, actor) => openVote(tx, actor, { session, motion: null, title: 'Neveřejně', text: 'Komu se prodá', threshold: 'resolution', now: new Date() }));
	const inside = (await screen('second'))?.state;
	expect(inside?.vote?.text).toBe('Komu se prodá');
	expect(inside?.motions.map(({ text }) => text)).toEqual([expect.stringContaining('Prodej pozemku')]);
	expect(JSON.stringify(await screen('colleague'))).not.toContain('Komu se prodá');
	await expect(page('colleague', closed)).rejects.toThrow('not-found');
	await expect(screen('stranger')).resolves.toMatchObject({ mine: { seated: false } });
});
