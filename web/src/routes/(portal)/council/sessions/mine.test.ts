/** What a member finds of a council on the home page, in the search and in the archive of their own data. */
import type { PersonActor, Tx } from '@sal/db';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { answerInvitation } from '../answers/store.server.ts';
import { createCouncil, type Council, type CouncilStanding } from '../council.fixture.ts';
import { home } from '../home.server.ts';
import { myData } from '../my-data.server.ts';
import { search } from '../search.server.ts';
import type { User } from '#lib/server/auth.ts';
import { mySessions } from './mine.server.ts';

let council: Council;
let draft: Council;
const startsAt = new Date(Date.now() + 86_400_000);
beforeAll(async () => { [council, draft] = [await createCouncil({ startsAt }), await createCouncil({ state: 'draft', startsAt })]; });
afterAll(async () => { await council.close(); await draft.close(); });

const by = <T>(standing: CouncilStanding, act: (tx: Tx, actor: PersonActor) => Promise<T>, of = council): Promise<T> => of.as(of.people[standing], (tx) => act(tx, of.people[standing]));
// Only what says who somebody is; these loaders read nothing else of a user.
const cards = (standing: CouncilStanding, of = council) => by(standing, async (tx, actor) => (await home({ tx, actor, user: {} as User, now: new Date() })).map(({ kind, cards: all }) => [kind, all.map(({ href }) => href)]), of);
const found = (standing: CouncilStanding, q: string, of = council) => by(standing, async (tx, actor) => (await Promise.all(search.map((each) => each.find({ tx, actor, q, limit: 5, now: new Date() })))).map((hits) => hits.map(({ href }) => href)), of);

describe('the home page', () => {
	it('shows members what comes and asks them whether they come, until they have answered', async () => {
		const page = `/council/${council.session}`;
		expect(await cards('first')).toEqual([['now', [page]], ['waiting', [`${page}#answer`]]]);
		await by('first', (tx, actor) => answerInvitation(tx, actor, { session: council.session, answer: 'hall', reason: '', now: new Date() }));
		expect(await cards('first')).toEqual([['now', [page]], ['waiting', []]]);
		expect(await cards('office')).toEqual([['now', [page]], ['waiting', []]]);
		for (const standing of ['colleague', 'former', 'stranger'] as const) expect(await cards(standing)).toEqual([['waiting', []]]);
	});

	it('shows a draft to those who prepare it only', async () => {
		expect((await by('office', (tx, actor) => mySessions(tx, actor, { now: new Date(), limit: 3 }), draft)).map(({ id }) => id)).toEqual([draft.session]);
		expect(await by('first', (tx, actor) => mySessions(tx, actor, { now: new Date(), limit: 3 }), draft)).toEqual([]);
	});
});

it('the search finds sessions and items of their agendas by rights, without diacritics', async () => {
	expect(await found('colleague', `rozpocet ${council.tag}`)).toEqual([[], [`/council/${council.session}`], []]);
	expect(await found('colleague', `zasedani ${council.tag}`)).toEqual([[`/council/${council.session}`], [], []]);
	expect(await found('office', `rozpocet ${draft.tag}`, draft)).toEqual([[], [`/council/${draft.session}`], []]);
	expect(await found('first', `rozpocet ${draft.tag}`, draft)).toEqual([[], [], []]);
});

it('one\'s own data has the seat and the answers, and nobody else\'s', async () => {
	const rows = async (standing: CouncilStanding) => {
		const files: Record<string, object[]> = {};
		for (const { name, rows: read } of myData) files[name] = await Array.fromAsync(read({ actor: council.people[standing], inTx: (fn) => council.as(council.people[standing], fn), now: new Date() }));
		return files;
	};
	await by('second', (tx, actor) => answerInvitation(tx, actor, { session: council.session, answer: 'excused', reason: 'Nemoc', now: new Date() }));
	expect(await rows('second')).toMatchObject({ 'council-seats.jsonl': [{ office: 'member' }], 'council-answers.jsonl': [{ answer: 'excused', reason: 'Nemoc' }], 'council-ballots.jsonl': [] });
	expect((await rows('office'))['council-answers.jsonl']).toEqual([]);
});
