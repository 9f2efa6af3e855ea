/** What everybody learns of a session, and what nobody outside does. */
import { withActor, type Tx } from '@sal/db';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createCouncil, type Council } from '../council.fixture.ts';
import { cast, closeVote, openVote } from '../votes/store.server.ts';
import { begin } from '../votes/secret-vote.fixture.ts';
import { setClosedPart, openItem } from '../running/store.server.ts';
import { publicSession, publicSessions } from './public.server.ts';

const open = { kind: 'public' } as const;
let council: Council;
const asking = (of: Council) => ({ session: of.session, now: new Date(), asHouse: <T>(_: string, fn: (tx: Tx) => Promise<T>) => of.asJob(fn) });
const read = (of: Council = council) => withActor(of.db, open, (tx) => publicSession(tx, open, asking(of)));
const list = (change: { body?: string; year?: number } = {}) => withActor(council.db, open, (tx) => publicSessions(tx, { body: change.body ?? council.body, year: change.year ?? null, now: new Date() }));

beforeAll(async () => { council = await createCouncil(); });
afterAll(() => council.close());

describe('before the session', () => {
	it('the agenda with proposals of open items, and of a closed one its title only; also for who knows more', async () => {
		const { items } = await read();
		expect(items.map(({ proposal, closed }) => [closed, proposal === null])).toEqual([[false, false], [false, false], [true, true]]);
		const { office } = council.people;
		const inside = await council.as(office, (tx) => publicSession(tx, office, asking(council)));
		expect(inside.items[2]?.proposal).toBeNull();
	});

	it('is in the list of its body, and not in that of another', async () => {
		expect((await list()).coming.map(({ id }) => id)).toEqual([council.session]);
		expect((await list({ body: crypto.randomUUID() })).coming).toEqual([]);
		expect((await list()).bodies.map(({ id }) => id)).toContain(council.body);
	});

	it.each([['a draft', { state: 'draft' }], ['of a body that meets in private', { publicSessions: false }]] as const)('%s is nobody’s to know', async (_, options) => {
		const other = await createCouncil(options);
		await expect(read(other)).rejects.toThrow('not-found');
		const { coming } = await withActor(other.db, open, (tx) => publicSessions(tx, { body: other.body, year: null, now: new Date() }));
		expect(coming).toEqual([]);
		await other.close();
	});
});

it('while it runs: the item, the quorum and votes by name; of the closed part nothing', async () => {
	const { chair, deputy, first } = council.people;
	const { session, keys } = council;
	await begin(council, [chair, deputy, first]);
	const vote = await council.as(chair, (tx) => openVote(tx, chair, { session, motion: null, title: 'Přestávka', text: 'Přestávka', threshold: 'procedural', now: new Date() }));
	expect((await read()).votes).toEqual([]);
	await council.as(first, (tx) => cast(tx, first, { session, vote, choice: 'for', now: new Date() }));
	await council.as(chair, (tx) => closeVote(tx, chair, { session, vote, keys, now: new Date() }));
	const shown = await read();
	expect(shown.now).toMatchObject({ closedPart: false, item: { number: '2' }, quorum: { present: 3, reached: true } });
	expect(shown.votes).toMatchObject([{ number: 1, item: '2', result: { passed: false, counts: { for: 1, notVoted: 2 } } }]);
	expect(shown.votes[0]?.result?.byName?.find(({ id }) => id === first.person)?.choice).toBe('for');

	await council.as(chair, (tx) => setClosedPart(tx, chair, { session, on: true, reason: 'Obchodní tajemství', now: new Date() }));
	await council.as(chair, (tx) => openItem(tx, chair, { session, item: council.items[2], now: new Date() }));
	const secret = await council.as(chair, (tx) => openVote(tx, chair, { session, motion: null, title: 'Komu prodat', text: 'Komu prodat', threshold: 'procedural', now: new Date() }));
	await council.as(chair, (tx) => closeVote(tx, chair, { session, vote: secret, keys, now: new Date() }));
	const closed = await read();
	expect(closed.now).toMatchObject({ closedPart: true, speaker: null });
	expect(closed.votes).toHaveLength(1);
	expect(JSON.stringify(closed)).not.toContain('Komu prodat');
});
