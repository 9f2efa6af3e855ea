/** Secret votes against the database: credentials, ballots, and the count. */
import { councilCredential, councilSecretBallot, councilStagedBallot, withActor } from '@sal/db';
import { eq } from 'drizzle-orm';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { createCouncil, type Council } from '../council.fixture.ts';
import { buildLive } from '../live/build.server.ts';
import { permit } from '../permit.server.ts';
import { fillBallot, finishCredential, requestCredential } from './credential.ts';
import { receiptsOf, takeCredential } from './secret.server.ts';
import { receiptHash, toHex } from './secret.ts';
import { begin, castAs, closeSecret, keysOf, openSecret, take, vote } from './secret-vote.fixture.ts';
import { annulVote, cast, closeOverdue, closeVote } from './store.server.ts';

const councils: Council[] = [];
let council: Council;
let id: string;
beforeEach(async () => {
	council = await createCouncil();
	councils.push(council);
	const { chair, deputy, first } = council.people;
	await begin(council, [chair, deputy, first]);
	id = await openSecret(council);
});
afterAll(() => Promise.all(councils.map((each) => each.close())));

const refusedWith = (code: string) => expect.objectContaining({ message: code });
const staged = () => council.owner.select().from(councilStagedBallot).where(eq(councilStagedBallot.voteId, id));
const counted = () => council.owner.select().from(councilSecretBallot).where(eq(councilSecretBallot.voteId, id));
const live = () =>
	council.asJob(async (tx) => {
		const { session, body } = await permit(tx, { actor: council.people.office, id: council.session, action: 'see', now: new Date() });
		return (await buildLive(tx, { session, body, now: new Date() })).vote;
	});

describe('counting', () => {
	it('those who were present cast, nobody sees how; the result is for all, and every receipt is on the list', async () => {
		const { chair, deputy, first } = council.people;
		const receipts = [await vote(council, chair, { vote: id, choices: ['for'] }), await vote(council, deputy, { vote: id, choices: ['for'] }), await vote(council, first, { vote: id, choices: ['for'] })];
		expect(await live()).toMatchObject({ mode: 'secret', state: 'open', entitled: 3, cast: 3, result: null });
		expect(await closeSecret(council, id)).toMatchObject({ for: 3, against: 0, abstained: 0, notVoted: 0, needed: 3, passed: true });
		expect(await live()).toMatchObject({ state: 'closed', cast: 3, result: { byName: null, counts: { for: 3 } } });
		expect(await staged()).toEqual([]);
		const listed = await council.as(first, (tx) => receiptsOf(tx, id));
		expect(listed).toEqual((await Promise.all(receipts.map(receiptHash))).sort());
	});

	it('who takes a credential and casts nothing has not voted', async () => {
		const { chair, deputy } = council.people;
		await vote(council, chair, { vote: id, choices: ['against'] });
		await take(council, deputy, id);
		expect(await closeSecret(council, id)).toMatchObject({ for: 0, against: 1, notVoted: 2, passed: false });
	});

	it('ballots under way when the chair closes are still taken, later ones are not', async () => {
		const { chair, first } = council.people;
		const { ballot } = await fillBallot(await keysOf(council, first, id), await take(council, first, id), ['for']);
		const close = () => council.as(chair, (tx) => closeVote(tx, chair, { session: council.session, vote: id, keys: council.keys, now: new Date() }));
		expect(await close()).toBeNull();
		expect((await live())?.closesAt).not.toBeNull();
		await castAs(council, { vote: id, ...ballot });
		await council.owner.execute(`update council_vote set closes_at = now() - interval '1 ms' where id = '${id}'`);
		await expect(castAs(council, { vote: id, ...ballot })).rejects.toEqual(refusedWith('council-vote-over'));
		expect(await council.asJob((tx) => closeOverdue(tx, { session: council.session, vote: id, keys: council.keys, now: new Date() }))).toMatchObject({ for: 1, notVoted: 2 });
	});

	it('annulled while it is open: what was cast is known to nobody', async () => {
		const { chair, first } = council.people;
		await vote(council, first, { vote: id, choices: ['for'] });
		await council.as(chair, (tx) => annulVote(tx, chair, { session: council.session, vote: id, reason: 'Výpadek', now: new Date() }));
		expect([await staged(), await counted()]).toEqual([[], []]);
		expect(await live()).toMatchObject({ state: 'annulled', result: { counts: null } });
	});
});

describe('refused, with nothing written', () => {
	it('a credential for somebody who was not present, who does not vote, or who has taken theirs elsewhere', async () => {
		for (const standing of ['second', 'office', 'speaker', 'colleague'] as const) await expect(take(council, council.people[standing], id)).rejects.toEqual(standing === 'second' ? refusedWith('council-not-entitled') : refusedWith('forbidden'));
		const { first } = council.people;
		await take(council, first, id);
		await expect(take(council, first, id)).rejects.toEqual(refusedWith('council-credential-elsewhere'));
		expect(await council.owner.select({ person: councilCredential.personId }).from(councilCredential).where(eq(councilCredential.voteId, id))).toEqual([{ person: first.person }]);
	});

	it('the same request for a credential is answered again: its answer may have been lost', async () => {
		const { first } = council.people;
		const keys = await keysOf(council, first, id);
		const request = await requestCredential(keys);
		const ask = () => council.as(first, (tx) => takeCredential(tx, first, { session: council.session, vote: id, blinded: request.blinded, keys: council.keys, now: new Date() }));
		const [once, twice] = [await ask(), await ask()];
		expect(twice).toBe(once);
		await finishCredential(keys, request, once);
		await expect(council.as(first, (tx) => takeCredential(tx, first, { session: council.session, vote: id, blinded: 'ff'.repeat(256), keys: council.keys, now: new Date() }))).rejects.toEqual(refusedWith('council-credential-elsewhere'));
	});

	it('what cannot be signed takes no credential', async () => {
		const { first } = council.people;
		await expect(council.as(first, (tx) => takeCredential(tx, first, { session: council.session, vote: id, blinded: 'ff'.repeat(256), keys: council.keys, now: new Date() }))).rejects.toEqual(refusedWith('bad-input'));
		await take(council, first, id);
	});

	it('a forged, replayed, altered or foreign ballot', async () => {
		const { first, deputy } = council.people;
		const keys = await keysOf(council, first, id);
		const credential = await take(council, first, id);
		const { ballot } = await fillBallot(keys, credential, ['for']);
		const forged = { ...ballot, signature: toHex(crypto.getRandomValues(new Uint8Array(256))).replace(/^../, '00') };
		await expect(castAs(council, { vote: id, ...forged })).rejects.toEqual(refusedWith('council-ballot-forged'));
		await expect(castAs(council, { vote: crypto.randomUUID(), ...ballot })).rejects.toEqual(refusedWith('not-found'));
		const nonsense = await fillBallot(keys, credential, ['everything']);
		await expect(castAs(council, { vote: id, ...nonsense.ballot })).rejects.toEqual(refusedWith('bad-input'));
		const stolen = await fillBallot(keys, await take(council, deputy, id), ['against']);
		await expect(castAs(council, { vote: id, ...ballot, sealed: stolen.ballot.sealed })).rejects.toEqual(refusedWith('bad-input'));
		expect(await staged()).toEqual([]);
		await Promise.all([castAs(council, { vote: id, ...ballot }), castAs(council, { vote: id, ...ballot })]);
		const second = await fillBallot(keys, credential, ['against']);
		await expect(castAs(council, { vote: id, ...second.ballot })).rejects.toEqual(refusedWith('council-ballot-spent'));
		expect(await staged()).toHaveLength(1);
	});

	it('a ballot of another vote, and an open ballot in a secret vote', async () => {
		const { first, chair } = council.people;
		const { ballot } = await fillBallot(await keysOf(council, first, id), await take(council, first, id), ['for']);
		await closeSecret(council, id);
		const next = await openSecret(council);
		await expect(castAs(council, { vote: next, ...ballot })).rejects.toEqual(refusedWith('council-ballot-forged'));
		await expect(castAs(council, { vote: id, ...ballot })).rejects.toEqual(refusedWith('council-vote-over'));
		await expect(council.as(chair, (tx) => cast(tx, chair, { session: council.session, vote: next, choice: 'for', now: new Date() }))).rejects.toEqual(refusedWith('council-not-entitled'));
	});

	it('opening ballots, or writing some, by anybody but who closes the vote', async () => {
		const { first, office } = council.people;
		await vote(council, first, { vote: id, choices: ['for'] });
		for (const actor of [first, { kind: 'public' } as const]) {
			const rows = await withActor(council.db, actor, (tx) => tx.execute(`select * from sal_council_staged('${id}')`));
			expect([...rows]).toEqual([]);
			await expect(withActor(council.db, actor, (tx) => tx.execute(`select sal_council_open_ballots('${id}', '["for"]', '{}')`))).rejects.toThrow();
		}
		await expect(council.as(office, (tx) => tx.select().from(councilStagedBallot))).rejects.toThrow();
		await expect(council.as(office, (tx) => tx.insert(councilSecretBallot).values({ voteId: id, choices: ['for'] }))).rejects.toThrow();
		// More ballots than were cast are not counted, whoever brings them.
		await expect(council.as(council.people.chair, (tx) => tx.execute(`select sal_council_open_ballots('${id}', '[["for"],["for"]]', '{}')`))).rejects.toThrow();
		expect(await counted()).toEqual([]);
	});

	it('a ballot when the vote’s key is lost; without ballots the vote still closes, with them it can only be annulled', async () => {
		const { first } = council.people;
		const { ballot } = await fillBallot(await keysOf(council, first, id), await take(council, first, id), ['for']);
		await council.keys.destroy(id);
		await expect(castAs(council, { vote: id, ...ballot })).rejects.toEqual(refusedWith('council-vote-over'));
		expect(await closeSecret(council, id)).toMatchObject({ notVoted: 3 });
		const next = await openSecret(council);
		await vote(council, first, { vote: next, choices: ['for'] });
		await council.keys.destroy(next);
		await expect(closeSecret(council, next)).rejects.toEqual(refusedWith('council-vote-keys-lost'));
	});
});
