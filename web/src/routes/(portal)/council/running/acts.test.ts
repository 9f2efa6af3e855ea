/** A session from its opening to its end, as several people act on it. */
import { councilEvent, councilSession, type PersonActor, type Tx } from '@sal/db';
import { asc, eq } from 'drizzle-orm';
import { afterAll, describe, expect, it } from 'vitest';
import { createCouncil, type Council, type CouncilStanding } from '../council.fixture.ts';
import { askForFloor, askForSomebody, extendFloor, giveFloor, leaveFloor, takeFloor, withdrawRequest } from '../floor/store.server.ts';
import { buildLive } from '../live/build.server.ts';
import type { Live } from '../live.ts';
import { declareConflict, move, moveProposal, withdrawMotion } from '../motions/store.server.ts';
import { permit } from '../permit.server.ts';
import { applyEvidence, checkIn, checkOut, declareAbsent, listPresent, type Evidence } from '../presence/store.server.ts';
import { annulVote, byName, cast, closeOverdue, closeVote, myBallot, openVote, type ThresholdName } from '../votes/store.server.ts';
import { approveAgenda, closeItem, endSession, handOver, openItem, openSession, presidingHeard, replaceLost, resumeSession, setClosedPart, suspendSession, takeOver } from './store.server.ts';

/** What the tests do, in the shortest words. */
function at(council: Council) {
	const { session, people } = council;
	const now = () => new Date();
	const by = <T>(standing: CouncilStanding, act: (tx: Tx, actor: PersonActor) => Promise<T>): Promise<T> => council.as(people[standing], (tx) => act(tx, people[standing]));
	const vote = async (choice: Parameters<typeof cast>[2]['choice'], id: string, standing: CouncilStanding) => by(standing, (tx, actor) => cast(tx, actor, { session, vote: id, choice, now: now() }));
	return {
		by,
		vote,
		open: () => by('chair', (tx, actor) => openSession(tx, actor, { session, now: now() })),
		come: (...standings: CouncilStanding[]) => Promise.all(standings.map((standing) => by(standing, (tx, actor) => checkIn(tx, actor, { session, by: 'desk', now: now() })))),
		item: (index: 0 | 1 | 2) => by('office', (tx, actor) => openItem(tx, actor, { session, item: council.items[index], now: now() })),
		ask: (standing: CouncilStanding, kind: Parameters<typeof askForFloor>[2]['kind'] = 'ordinary') => by(standing, (tx, actor) => askForFloor(tx, actor, { session, kind, now: now() })),
		give: (request: string) => by('office', (tx, actor) => giveFloor(tx, actor, { session, request, now: now() })),
		proposal: () => by('office', (tx, actor) => moveProposal(tx, actor, { session, now: now() })),
		openVote: (motion: string | null, threshold: ThresholdName = 'resolution', repeats: string | null = null, standing: CouncilStanding = 'chair') =>
			by(standing, (tx, actor) => openVote(tx, actor, { session, motion, title: 'Hlasování', text: 'O čem se hlasuje', threshold, repeats, now: now() })),
		close: (id: string, standing: CouncilStanding = 'chair') => by(standing, (tx, actor) => closeVote(tx, actor, { session, vote: id, keys: council.keys, now: now() })),
		evidence: (standing: CouncilStanding, state: Evidence['standing'], until: Date | null = null) =>
			council.asJob(async (tx) => {
				const permitted = await permit(tx, { actor: people.office, id: session, action: 'see', now: now() });
				await applyEvidence(tx, permitted, { participant: people[standing].person, picture: state === 'present', sound: 'flowing', standing: state, until, at: now() });
			}),
		live: (): Promise<Live> =>
			council.asJob(async (tx) => {
				const { session: row, body } = await permit(tx, { actor: people.office, id: session, action: 'see', now: now() });
				return buildLive(tx, { session: row, body, now: now() });
			}),
		events: () => by('office', (tx) => tx.select({ type: councilEvent.type, data: councilEvent.data, closed: councilEvent.closed }).from(councilEvent).where(eq(councilEvent.sessionId, session)).orderBy(asc(councilEvent.sequence))),
		row: async () => (await by('office', (tx) => tx.select().from(councilSession).where(eq(councilSession.id, session))))[0]
	};
}

let council: Council;
const councils: Council[] = [];
async function fresh(options: Parameters<typeof createCouncil>[0] = {}): Promise<ReturnType<typeof at>> {
	council = await createCouncil(options);
	councils.push(council);
	return at(council);
}
/** A session of five seats that has begun, with the chair, the deputy and the first member in the hall, at its second item. */
async function running(options: Parameters<typeof createCouncil>[0] = {}): Promise<ReturnType<typeof at>> {
	const hall = await fresh(options);
	await hall.open();
	await hall.come('chair', 'deputy', 'first');
	await hall.item(1);
	return hall;
}
afterAll(() => Promise.all(councils.map((each) => each.close())));

const refusedWith = (code: string) => expect.objectContaining({ message: code });

describe('opening, breaks, end', () => {
	it('goes from its publication to its end, and whoever opens it presides', async () => {
		const hall = await fresh();
		await hall.open();
		await expect(hall.open()).rejects.toEqual(refusedWith('council-not-now'));
		await hall.come('chair', 'deputy', 'first');
		expect(await hall.live()).toMatchObject({ state: 'running', presiding: { id: council.people.chair.person }, quorum: { present: 3, needed: 3, reached: true } });
		const { session } = council;
		await hall.by('chair', (tx, actor) => suspendSession(tx, actor, { session, reason: 'Oběd', now: new Date() }));
		await expect(hall.item(0)).rejects.toEqual(refusedWith('council-not-running'));
		await hall.by('chair', (tx, actor) => resumeSession(tx, actor, { session, now: new Date() }));
		await hall.by('chair', (tx, actor) => endSession(tx, actor, { session, reason: 'agenda-done', now: new Date() }));
		expect(await hall.live()).toMatchObject({ state: 'ended', quorum: { present: 0 } });
		await expect(hall.come('second')).rejects.toEqual(refusedWith('forbidden'));
		expect((await hall.events()).map(({ type }) => type)).toEqual(['session.opened', 'presence.here', 'presence.here', 'presence.here', 'quorum.changed', 'session.suspended', 'session.resumed', 'session.ended']);
	});

	it('does not begin before its hour', async () => {
		const hall = await fresh({ startsAt: new Date(Date.now() + 3_600_000) });
		await expect(hall.open()).rejects.toEqual(refusedWith('council-too-early'));
		expect(await hall.events()).toEqual([]);
	});

	it.each<CouncilStanding>(['office', 'first', 'speaker', 'auditor', 'colleague'])('is not opened by %s', async (standing) => {
		const hall = await fresh();
		await expect(hall.by(standing, (tx, actor) => openSession(tx, actor, { session: council.session, now: new Date() }))).rejects.toEqual(refusedWith('forbidden'));
	});
});

describe('the chair', () => {
	it('is handed over; then the one before only serves', async () => {
		const hall = await running();
		const { session, people } = council;
		await hall.by('chair', (tx, actor) => handOver(tx, actor, { session, to: people.deputy.person, now: new Date() }));
		await expect(hall.openVote(null)).rejects.toEqual(refusedWith('council-not-presiding'));
		await expect(hall.by('deputy', (tx, actor) => handOver(tx, actor, { session, to: people.first.person, now: new Date() }))).rejects.toEqual(refusedWith('council-cannot-preside'));
	});

	it('is taken over with one press once nothing is heard of it, and not before', async () => {
		const hall = await running();
		const { session, people } = council;
		const take = () => hall.by('deputy', (tx, actor) => takeOver(tx, actor, { session, now: new Date() }));
		await expect(take()).rejects.toEqual(refusedWith('council-chair-is-here'));
		await lose('chair', false);
		expect((await hall.live()).presiding?.lostAt).not.toBeNull();
		await lose('chair', true);
		await expect(take()).rejects.toEqual(refusedWith('council-chair-is-here'));
		await lose('chair', false);
		await take();
		expect(await hall.live()).toMatchObject({ presiding: { id: people.deputy.person, lostAt: null } });
	});

	it('goes to the first deputy present when nobody takes it in the time of the rules', async () => {
		const hall = await running({ procedure: { takeOverSeconds: 60 } });
		await lose('chair', false);
		const replace = (seconds: number) => council.asJob(async (tx) => replaceLost(tx, (await permit(tx, { actor: council.people.office, id: council.session, action: 'see', now: new Date() })).session, new Date(Date.now() + seconds * 1_000)));
		expect(await replace(30)).toBe(false);
		expect(await replace(61)).toBe(true);
		expect((await hall.events()).at(-1)).toMatchObject({ type: 'session.presiding', data: { person: council.people.deputy.person, reason: 'lost' } });
	});

	async function lose(standing: CouncilStanding, here: boolean): Promise<void> {
		const { session, people } = council;
		await council.asJob(async (tx) => presidingHeard(tx, (await permit(tx, { actor: people.office, id: session, action: 'see', now: new Date() })).session, { participant: people[standing].person, here, at: new Date() }));
	}
});

describe('presence', () => {
	it('of whoever is in the hall and by phone at once counts once', async () => {
		const hall = await fresh();
		await hall.open();
		await hall.come('chair');
		await hall.evidence('chair', 'present');
		expect((await hall.live()).quorum).toMatchObject({ present: 1, remote: 0 });
	});

	it('by picture and sound is given a grace period, and ends after it; coming back is coming back', async () => {
		const hall = await fresh();
		await hall.open();
		await hall.evidence('first', 'present');
		await hall.evidence('first', 'failing', new Date(Date.now() + 30_000));
		expect((await hall.live()).members.find(({ id }) => id === council.people.first.person)).toMatchObject({ presence: 'failing' });
		await hall.evidence('first', 'present');
		expect((await hall.live()).quorum).toMatchObject({ present: 1, remote: 1 });
		await hall.evidence('first', 'failing', new Date(Date.now() - 1));
		expect((await hall.live()).quorum.present).toBe(0);
		await hall.evidence('first', 'gone');
		await hall.evidence('first', 'present');
		expect((await hall.events()).map(({ type }) => type)).toEqual(['session.opened', 'presence.here', 'presence.failing', 'presence.back', 'presence.failing', 'presence.gone', 'presence.here']);
	});

	it('of somebody without a seat is no presence', async () => {
		const hall = await fresh();
		await hall.open();
		await hall.evidence('speaker', 'present');
		expect((await hall.live()).quorum.present).toBe(0);
	});

	it('is the chair’s call where a camera shows nothing, the clerk’s in the hall, and one’s own to end', async () => {
		const hall = await fresh();
		await hall.open();
		const { session, people } = council;
		await hall.evidence('first', 'present');
		await expect(hall.by('office', (tx, actor) => declareAbsent(tx, actor, { session, person: people.first.person, now: new Date() }))).rejects.toEqual(refusedWith('forbidden'));
		await hall.by('chair', (tx, actor) => declareAbsent(tx, actor, { session, person: people.first.person, now: new Date() }));
		await hall.by('office', (tx, actor) => listPresent(tx, actor, { session, person: people.second.person, here: true, now: new Date() }));
		await expect(hall.by('office', (tx, actor) => listPresent(tx, actor, { session, person: people.speaker.person, here: true, now: new Date() }))).rejects.toEqual(refusedWith('not-found'));
		expect((await hall.live()).quorum.present).toBe(1);
		await hall.by('second', (tx, actor) => checkOut(tx, actor, { session, now: new Date() }));
		expect((await hall.live()).quorum.present).toBe(0);
	});

	it('is written down when the body can no longer decide', async () => {
		const hall = await running();
		await hall.by('first', (tx, actor) => checkOut(tx, actor, { session: council.session, now: new Date() }));
		expect((await hall.events()).at(-1)).toMatchObject({ type: 'quorum.changed', data: { present: 2, needed: 3, reached: false } });
		await expect(hall.openVote(null)).rejects.toEqual(refusedWith('council-no-quorum'));
	});
});

describe('the floor', () => {
	it('goes to one at a time; a factual remark comes first', async () => {
		const hall = await running();
		const [ordinary, factual] = [await hall.ask('first'), await hall.ask('second', 'factual')];
		expect((await hall.live()).queue.map(({ request }) => request)).toEqual([factual, ordinary]);
		await hall.give(ordinary);
		await hall.give(factual);
		expect((await hall.live()).floor).toMatchObject({ id: council.people.second.person, kind: 'factual', seconds: 60 });
		await expect(hall.give(ordinary)).rejects.toEqual(refusedWith('council-request-gone'));
		const { session } = council;
		await hall.by('office', (tx, actor) => extendFloor(tx, actor, { session, seconds: 30, now: new Date() }));
		expect((await hall.live()).floor?.seconds).toBe(90);
		await hall.by('second', (tx, actor) => leaveFloor(tx, actor, { session, now: new Date() }));
		expect((await hall.live()).floor).toBeNull();
	});

	it('is asked for and taken back by oneself only; the desk does it for the hall', async () => {
		const hall = await running();
		const { session, people } = council;
		const request = await hall.ask('first');
		await expect(hall.ask('first')).rejects.toEqual(refusedWith('council-already-waits'));
		await expect(hall.by('second', (tx, actor) => withdrawRequest(tx, actor, { session, request, now: new Date() }))).rejects.toEqual(refusedWith('forbidden'));
		await hall.by('first', (tx, actor) => withdrawRequest(tx, actor, { session, request, now: new Date() }));
		await expect(hall.give(request)).rejects.toEqual(refusedWith('council-request-gone'));
		const guest = await hall.by('office', (tx, actor) => askForSomebody(tx, actor, { session, person: people.speaker.person, kind: 'guest', now: new Date() }));
		await hall.give(guest);
		await expect(hall.by('first', (tx, actor) => giveFloor(tx, actor, { session, request, now: new Date() }))).rejects.toEqual(refusedWith('forbidden'));
		await hall.by('first', (tx, actor) => leaveFloor(tx, actor, { session, now: new Date() }));
		expect((await hall.live()).floor?.id).toBe(people.speaker.person);
		await hall.by('office', (tx, actor) => takeFloor(tx, actor, { session, reason: 'time', now: new Date() }));
		expect((await hall.live()).floor).toBeNull();
	});

	it('ends with the item', async () => {
		const hall = await running();
		await hall.give(await hall.ask('first'));
		await hall.item(0);
		expect(await hall.live()).toMatchObject({ floor: null, queue: [] });
	});

	it('two desks that give it at the same moment give it once each, one after the other', async () => {
		const hall = await running();
		const [one, other] = [await hall.ask('first'), await hall.ask('second')];
		await Promise.all([hall.give(one), hall.give(other)]);
		const given = (await hall.events()).filter(({ type }) => type.startsWith('floor.')).map(({ type }) => type);
		expect(given).toEqual(['floor.given', 'floor.taken', 'floor.given']);
	});
});

describe('the closed part', () => {
	it('is needed for a closed item, and ends it', async () => {
		const hall = await running();
		const { session } = council;
		await expect(hall.item(2)).rejects.toEqual(refusedWith('council-item-closed'));
		await hall.by('chair', (tx, actor) => setClosedPart(tx, actor, { session, on: true, reason: 'Obchodní tajemství', now: new Date() }));
		await hall.item(2);
		const motion = await hall.proposal();
		expect((await hall.live()).motions).toEqual([expect.objectContaining({ id: motion, text: '' })]);
		await hall.by('chair', (tx, actor) => setClosedPart(tx, actor, { session, on: false, reason: '', now: new Date() }));
		expect(await hall.live()).toMatchObject({ closedPart: false, item: null });
		const marked = (await hall.events()).filter(({ type }) => type === 'session.closed-part' || type.startsWith('item.') || type.startsWith('motion.'));
		expect(marked.map(({ type, closed }) => [type, closed])).toEqual([['item.opened', false], ['session.closed-part', false], ['item.closed', true], ['item.opened', true], ['motion.moved', true], ['item.closed', true], ['session.closed-part', false]]);
	});
});

describe('votes', () => {
	it('count those present at the opening; a majority of all seats passes, and makes a resolution', async () => {
		const hall = await running();
		const { session } = council;
		const motion = await hall.proposal();
		const vote = await hall.openVote(motion);
		await hall.come('second');
		await expect(hall.vote('for', vote, 'second')).rejects.toEqual(refusedWith('council-not-entitled'));
		await hall.vote('against', vote, 'first');
		await hall.vote('for', vote, 'first');
		await Promise.all([hall.vote('for', vote, 'chair'), hall.vote('for', vote, 'deputy')]);
		expect((await hall.live()).vote).toMatchObject({ id: vote, state: 'open', entitled: 3, cast: 3, result: null });
		expect(await hall.close(vote)).toMatchObject({ for: 3, against: 0, notVoted: 0, needed: 3, passed: true });
		await expect(hall.vote('for', vote, 'first')).rejects.toEqual(refusedWith('council-vote-over'));
		const { vote: shown, motions } = await hall.live();
		expect(shown?.result?.byName?.map(({ choice }) => choice)).toEqual(['for', 'for', 'for']);
		expect(motions[0]?.state).toBe('adopted');
		expect((await hall.events()).slice(-3)).toMatchObject([{ type: 'vote.closed' }, { type: 'vote.result', data: { passed: true } }, { type: 'resolution.adopted', data: { vote, number: '7/1' } }]);
		expect(await hall.by('first', (tx) => byName(tx, vote))).toHaveLength(3);
		expect(await hall.by('first', (tx, actor) => myBallot(tx, actor, vote))).toBe('for');
		await expect(hall.by('first', (tx, actor) => withdrawMotion(tx, actor, { session, motion: motion ?? '', now: new Date() }))).rejects.toEqual(refusedWith('forbidden'));
	});

	it('32 of 65 for do not pass', async () => {
		const hall = await fresh({ seats: 65, others: 29 });
		await hall.open();
		await hall.come('chair', 'deputy', 'first', 'second');
		await Promise.all(council.others.map((actor) => council.as(actor, (tx) => checkIn(tx, actor, { session: council.session, by: 'qr', now: new Date() }))));
		expect((await hall.live()).quorum).toMatchObject({ present: 33, needed: 33, reached: true });
		await hall.item(1);
		const vote = await hall.openVote(await hall.proposal());
		await Promise.all([...council.others, council.people.first, council.people.second, council.people.chair].map((actor) => council.as(actor, (tx) => cast(tx, actor, { session: council.session, vote, choice: 'for', now: new Date() }))));
		expect(await hall.close(vote)).toMatchObject({ for: 32, notVoted: 1, needed: 33, passed: false });
	});

	it('go on with the same voters when somebody falls out meanwhile, or quorum is lost', async () => {
		const hall = await running();
		const vote = await hall.openVote(null, 'procedural');
		await hall.by('first', (tx, actor) => checkOut(tx, actor, { session: council.session, now: new Date() }));
		await Promise.all([hall.vote('for', vote, 'chair'), hall.vote('for', vote, 'deputy'), hall.vote('for', vote, 'first')]);
		expect(await hall.close(vote)).toMatchObject({ for: 3, passed: true });
	});

	it('nobody sees how others vote before it is closed: not the chair, not the office, not an auditor', async () => {
		const hall = await running();
		const vote = await hall.openVote(null);
		await hall.vote('against', vote, 'first');
		for (const standing of ['chair', 'office', 'auditor', 'second'] as const) expect([standing, (await hall.by(standing, (tx) => byName(tx, vote))).filter(({ choice }) => choice !== null)]).toEqual([standing, []]);
	});

	it('a ballot is one’s own, once, in this vote and in time', async () => {
		const hall = await running({ procedure: { ballotsChangeable: false, voteSeconds: 10 } });
		const vote = await hall.openVote(null);
		await hall.vote('for', vote, 'first');
		const again = await Promise.allSettled([hall.vote('against', vote, 'first'), hall.vote('against', vote, 'first')]);
		expect(again.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
		await expect(hall.vote('for', crypto.randomUUID(), 'first')).rejects.toEqual(refusedWith('not-found'));
		for (const standing of ['office', 'speaker', 'colleague'] as const) await expect(hall.vote('for', vote, standing)).rejects.toEqual(refusedWith('forbidden'));
		await council.owner.execute(`update council_vote set closes_at = now() - interval '1 ms' where id = '${vote}'`);
		await expect(hall.vote('for', vote, 'deputy')).rejects.toEqual(refusedWith('council-vote-over'));
		expect(await council.asJob((tx) => closeOverdue(tx, { session: council.session, vote, keys: council.keys, now: new Date() }))).toMatchObject({ for: 1, notVoted: 2 });
		expect(await hall.close(vote)).toBeNull();
	});

	it('two tabs of one voter: one ballot where it may not be changed', async () => {
		const hall = await running({ procedure: { ballotsChangeable: false } });
		const vote = await hall.openVote(null);
		const results = await Promise.allSettled([hall.vote('for', vote, 'first'), hall.vote('against', vote, 'first'), hall.vote('for', vote, 'first')]);
		expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
	});

	it('is one at a time, and put by whoever presides', async () => {
		const hall = await running();
		await expect(hall.openVote(null, 'procedural', null, 'deputy')).rejects.toEqual(refusedWith('council-not-presiding'));
		await expect(hall.openVote(null, 'procedural', null, 'office')).rejects.toEqual(refusedWith('forbidden'));
		await hall.openVote(null);
		await expect(hall.openVote(null)).rejects.toEqual(refusedWith('council-vote-open'));
	});

	it('is annulled with a reason, and repeated: the resolution is marked, the motion stands again', async () => {
		const hall = await running();
		const { session } = council;
		const motion = await hall.proposal();
		const vote = await hall.openVote(motion);
		await Promise.all([hall.vote('for', vote, 'chair'), hall.vote('for', vote, 'deputy'), hall.vote('for', vote, 'first')]);
		await hall.close(vote);
		await expect(hall.openVote(motion, 'resolution', vote)).rejects.toEqual(refusedWith('council-not-now'));
		await hall.by('chair', (tx, actor) => annulVote(tx, actor, { session, vote, reason: 'Zmatečné hlasování', now: new Date() }));
		expect((await hall.live()).motions[0]?.state).toBe('moved');
		const again = await hall.openVote(motion, 'resolution', vote);
		await Promise.all([hall.vote('against', again, 'chair'), hall.vote('for', again, 'deputy')]);
		expect(await hall.close(again)).toMatchObject({ passed: false });
		expect((await hall.live()).motions[0]?.state).toBe('rejected');
	});

	it('a conflict of interest is announced, and shuts out where the rules say so', async () => {
		const declared = async (hall: ReturnType<typeof at>) => hall.by('first', (tx, actor) => declareConflict(tx, actor, { session: council.session, reason: 'Vlastním sousední pozemek', now: new Date() }));
		const lenient = await running();
		await declared(lenient);
		const vote = await lenient.openVote(null);
		expect(await lenient.by('office', (tx) => byName(tx, vote))).toContainEqual(expect.objectContaining({ conflict: 'Vlastním sousední pozemek' }));
		await lenient.vote('for', vote, 'first');
		const strict = await running({ procedure: { conflictedVote: false } });
		await declared(strict);
		const other = await strict.openVote(null);
		await expect(strict.vote('for', other, 'first')).rejects.toEqual(refusedWith('council-not-entitled'));
	});

	it('of motions by members: an amendment, taken back by its mover only', async () => {
		const hall = await running();
		const { session } = council;
		const motion = await hall.by('first', (tx, actor) => move(tx, actor, { session, kind: 'amendment', text: 'Částka se mění na 5 000 Kč.', now: new Date() }));
		await expect(hall.by('second', (tx, actor) => withdrawMotion(tx, actor, { session, motion, now: new Date() }))).rejects.toEqual(refusedWith('forbidden'));
		await expect(hall.by('speaker', (tx, actor) => move(tx, actor, { session, kind: 'amendment', text: 'x', now: new Date() }))).rejects.toEqual(refusedWith('forbidden'));
		await hall.by('first', (tx, actor) => withdrawMotion(tx, actor, { session, motion, now: new Date() }));
		await expect(hall.openVote(motion)).rejects.toEqual(refusedWith('council-motion-settled'));
		await hall.by('office', (tx, actor) => closeItem(tx, actor, { session, now: new Date() }));
		await expect(hall.by('first', (tx, actor) => move(tx, actor, { session, kind: 'amendment', text: 'x', now: new Date() }))).rejects.toEqual(refusedWith('council-no-item'));
	});
});

it('the agenda is approved once', async () => {
	const hall = await running();
	const approve = () => hall.by('chair', (tx, actor) => approveAgenda(tx, actor, { session: council.session, vote: null, now: new Date() }));
	await approve();
	await approve();
	expect((await hall.events()).filter(({ type }) => type === 'agenda.approved')).toHaveLength(1);
	expect((await hall.live()).agendaApproved).toBe(true);
});
