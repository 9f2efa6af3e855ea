/** Elections against the database: ballot papers, rounds, and what an election resolves. */
import { councilResolution, councilResolutionText, councilSecretBallot } from '@sal/db';
import { eq } from 'drizzle-orm';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { createCouncil, type Council } from '../council.fixture.ts';
import { buildLive } from '../live/build.server.ts';
import { readVotes } from '../minutes/votes.server.ts';
import { permit } from '../permit.server.ts';
import { screenFor } from './mine.server.ts';
import { receiptsOf } from './secret.server.ts';
import { receiptHash } from './secret.ts';
import { begin, closeSecret, openElection, vote } from './secret-vote.fixture.ts';
import { annulVote, openVote } from './store.server.ts';

const councils: Council[] = [];
let council: Council;
beforeEach(async () => {
	council = await createCouncil();
	councils.push(council);
	const { chair, deputy, first } = council.people;
	await begin(council, [chair, deputy, first]);
});
afterAll(() => Promise.all(councils.map((each) => each.close())));

const refusedWith = (code: string) => expect.objectContaining({ message: code });
const live = () =>
	council.asJob(async (tx) => {
		const { session, body } = await permit(tx, { actor: council.people.office, id: council.session, action: 'see', now: new Date() });
		return (await buildLive(tx, { session, body, now: new Date() })).vote;
	});
const resolutions = (id: string) =>
	council.owner.select({ text: councilResolutionText.text, annulledAt: councilResolution.annulledAt }).from(councilResolution).innerJoin(councilResolutionText, eq(councilResolutionText.resolutionId, councilResolution.id)).where(eq(councilResolution.voteId, id));
/** Everybody present marks these. */
async function cast(id: string, ...marks: [chair: string[], deputy: string[], first: string[]]): Promise<string[]> {
	const { chair, deputy, first } = council.people;
	const receipts: string[] = [];
	for (const [index, actor] of [chair, deputy, first].entries()) receipts.push(await vote(council, actor, { vote: id, choices: marks[index] ?? [] }));
	return receipts;
}

describe('an election', () => {
	it('elects who has the majority, resolves it, and every receipt is counted', async () => {
		const id = await openElection(council, { candidates: ['Anna Malá', 'Bedřich Velký'], places: 1, after: null });
		expect(await live()).toMatchObject({ mode: 'election', round: 1, places: 1, candidates: [{ id: '1', name: 'Anna Malá' }, { id: '2', name: 'Bedřich Velký' }], result: null });
		const receipts = await cast(id, ['2'], ['2'], ['2']);
		expect(await closeSecret(council, id)).toMatchObject({ passed: true, blank: 0, notVoted: 0 });
		expect(await live()).toMatchObject({ result: { byName: null, counts: null, next: null, elected: [{ name: 'Bedřich Velký', votes: 3, elected: true }, { name: 'Anna Malá', votes: 0, elected: false }] } });
		expect(await resolutions(id)).toEqual([{ text: expect.stringMatching(/volí tajným hlasováním \(Volba místopředsedy\): Bedřich Velký\.$/) as string, annulledAt: null }]);
		expect(await council.as(council.people.first, (tx) => receiptsOf(tx, id))).toEqual((await Promise.all(receipts.map(receiptHash))).sort());
		expect((await council.asJob((tx) => readVotes(tx, council.session)))[0]?.elected[0]).toMatchObject({ name: 'Bedřich Velký', elected: true });
	});

	it('keeps of a ballot what it marks, in the order of the paper', async () => {
		const id = await openElection(council, { candidates: ['Anna', 'Bedřich', 'Cyril'], places: 2, after: null });
		await cast(id, ['3', '1'], ['2'], []);
		await closeSecret(council, id);
		const kept = await council.owner.select({ choices: councilSecretBallot.choices }).from(councilSecretBallot).where(eq(councilSecretBallot.voteId, id));
		expect(kept.map(({ choices }) => choices.join(',')).sort()).toEqual(['', '1,3', '2']);
	});

	it.each<[why: string, marks: string[]]>([
		['more marks than places', ['1', '2']],
		['one candidate twice', ['1', '1']],
		['somebody who does not stand', ['3']],
		['an answer instead of a candidate', ['for']]
	])('refuses a ballot with %s', async (_, marks) => {
		const id = await openElection(council, { candidates: ['Anna', 'Bedřich'], places: 1, after: null });
		await expect(vote(council, council.people.first, { vote: id, choices: marks })).rejects.toEqual(refusedWith('bad-input'));
	});

	it('goes on with those who are left, once', async () => {
		const id = await openElection(council, { candidates: ['Anna', 'Bedřich', 'Cyril'], places: 1, after: null });
		await cast(id, ['1'], ['2'], []);
		await closeSecret(council, id);
		expect((await live())?.result).toMatchObject({ next: { places: 1, candidates: [{ name: 'Anna' }, { name: 'Bedřich' }] } });
		expect(await resolutions(id)).toEqual([]);
		for (const [candidates, places] of [[['Anna', 'Cyril'], 1], [['Anna', 'Bedřich'], 2], [['Dana'], 1]] as const) {
			await expect(openElection(council, { candidates: [...candidates], places, after: id })).rejects.toEqual(refusedWith('council-not-standing'));
		}
		// Bedřich has withdrawn.
		const second = await openElection(council, { candidates: ['Anna'], places: 1, after: id });
		expect(await live()).toMatchObject({ round: 2, candidates: [{ id: '1', name: 'Anna' }] });
		await expect(openElection(council, { candidates: ['Anna'], places: 1, after: id })).rejects.toEqual(refusedWith('council-vote-open'));
		await cast(second, ['1'], ['1'], []);
		await closeSecret(council, second);
		// The rules give two rounds.
		expect((await live())?.result).toMatchObject({ next: null, blank: 1 });
		for (const after of [id, second]) await expect(openElection(council, { candidates: ['Anna'], places: 1, after })).rejects.toEqual(refusedWith('council-not-standing'));
		// What a round stands on cannot be annulled under it; the round itself can, and is held again.
		const { chair } = council.people;
		const annul = (vote: string) => council.as(chair, (tx) => annulVote(tx, chair, { session: council.session, vote, reason: 'Chybný lístek', now: new Date() }));
		await expect(annul(id)).rejects.toEqual(refusedWith('council-round-follows'));
		await annul(second);
		await openElection(council, { candidates: ['Anna'], places: 1, after: id });
		expect(await live()).toMatchObject({ round: 2, state: 'open', follows: id });
	});

	it('on a closed item names no candidate to everybody, only to those inside', async () => {
		await council.owner.execute(`update council_item set closed = true where id = '${council.items[1]}'`);
		const id = await openElection(council, { candidates: ['Anna'], places: 1, after: null });
		expect(await live()).toMatchObject({ id, candidates: [] });
		const { first } = council.people;
		expect(await council.as(first, (tx) => screenFor(tx, first, { session: council.session, now: new Date() }))).toMatchObject({ state: { vote: { candidates: [{ name: 'Anna' }] } } });
	});

	it('that is annulled resolves nothing, and has no next round', async () => {
		const id = await openElection(council, { candidates: ['Anna'], places: 1, after: null });
		await cast(id, ['1'], ['1'], ['1']);
		await closeSecret(council, id);
		const { chair } = council.people;
		await council.as(chair, (tx) => annulVote(tx, chair, { session: council.session, vote: id, reason: 'Chybný lístek', now: new Date() }));
		expect((await resolutions(id))[0]?.annulledAt).not.toBeNull();
		expect((await live())?.result).toMatchObject({ annulled: 'Chybný lístek', next: null });
		await expect(openElection(council, { candidates: ['Anna'], places: 1, after: id })).rejects.toEqual(refusedWith('council-not-standing'));
	});

	it('is never by name where the rules ask for a secret one', async () => {
		const { chair } = council.people;
		await expect(council.as(chair, (tx) => openVote(tx, chair, { session: council.session, motion: null, title: 'Volba', text: 'Volba', threshold: 'election', now: new Date() }))).rejects.toEqual(refusedWith('council-election-secret'));
	});
});
