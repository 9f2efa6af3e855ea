import { randomUUID } from 'node:crypto';
import { councilResolution } from '@sal/db';
import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createCouncil, type Council, type Who } from '../minutes/session.fixture.ts';
import { adopt } from './adopt.server.ts';
import { addTask, closeTask, listResolutions, publicResolutions, readResolution } from './register.server.ts';
import { filterSchema, type Filter } from './schema.ts';
import * as v from 'valibot';

let council: Council;
let session: string;
// After the people of the tests have been given their rights.
const now = new Date(Date.now() + 60_000);
beforeAll(async () => {
	council = await createCouncil();
	({ id: session } = await council.session({ state: 'ended' }));
});
afterAll(() => council.close());

const resolve = async (text: string, at = new Date()): Promise<string> => (await council.as(council.who('chair'), (tx) => adopt(tx, { session, item: null, motion: null, vote: randomUUID(), text, at }))).id;
const filter = (change: Partial<Filter> = {}): Filter => ({ ...v.parse(filterSchema, { body: council.body }), ...change });
const list = (who: Who, change: Partial<Filter> = {}) => council.as(council.who(who), (tx) => listResolutions(tx, { filter: filter(change), now }));
const found = async (who: Who, change: Partial<Filter> = {}) => (await list(who, change)).resolutions.map(({ id }) => id);
const task = { addressee: 'Odbor dopravy', organisation: '', what: 'Předložit zprávu', dueOn: '2026-01-31' };
const code = (promise: Promise<unknown>) => promise.then(() => 'ok', (error: { code?: string }) => error.code);

describe('the register', () => {
	it('is searched by words without diacritics and by number, shown to those inside, and to others once it is published', async () => {
		const id = await resolve('schvaluje příspěvek na čističku');
		const { number } = (await list('eva')).resolutions[0] ?? { number: '' };
		expect(await found('eva', { q: 'CISTICKU prispevek' })).toEqual([id]);
		expect(await found('office', { q: number })).toContain(id);
		expect(await found('eva', { q: 'letiště' })).toEqual([]);
		expect(await found('stranger')).toEqual([]);
		await council.owner.update(councilResolution).set({ publicText: 'schvaluje příspěvek', publishedAt: now }).where(eq(councilResolution.id, id));
		expect((await list('stranger')).resolutions).toMatchObject([{ id, text: 'schvaluje příspěvek' }]);
		expect(await council.as({ kind: 'public' }, (tx) => publicResolutions(tx, session))).toMatchObject([{ id, text: 'schvaluje příspěvek' }]);
	});

	it('has pages without a loss', async () => {
		const other = await createCouncil();
		const { id } = await other.session();
		const at = new Date();
		const all: string[] = [];
		for (let n = 0; n < 35; n += 1) all.push((await other.as(other.who('chair'), (tx) => adopt(tx, { session: id, item: null, motion: null, vote: randomUUID(), text: 'x', at }))).id);
		const page = (after?: string) => other.as(other.who('eva'), (tx) => listResolutions(tx, { filter: { ...filter(), body: other.body, after }, now }));
		const first = await page();
		const second = await page(first.next ?? undefined);
		expect(second.next).toBeNull();
		expect([...first.resolutions, ...second.resolutions].map((row) => row.id).toSorted()).toEqual(all.toSorted());
		await other.close();
	});

	it.each([['after', '1~x'], ['show', 'nothing'], ['body', 'x']])('leaves out what does not parse in the address: %s', (name, value) => {
		expect(v.parse(filterSchema, { [name]: value })).toEqual(v.parse(filterSchema, {}));
	});
});

describe('what is to be done', () => {
	it('is written down by those who run the session, counts as overdue after its day, and is closed once', async () => {
		const id = await resolve('ukládá odboru dopravy');
		const act = (who: Who) => code(council.as(council.who(who), (tx) => addTask(tx, { actor: council.who(who), resolution: id, input: task, now })));
		expect([await act('stranger'), await act('eva'), await act('office')]).toEqual(['not-found', 'forbidden', 'ok']);
		const read = () => council.as(council.who('eva'), (tx) => readResolution(tx, { actor: council.who('eva'), id, now }));
		const [written] = (await read()).tasks;
		expect(written).toMatchObject({ who: 'Odbor dopravy', what: 'Předložit zprávu', state: 'open', overdue: true });
		expect([await found('eva', { show: 'open' }), await found('eva', { show: 'overdue' })]).toEqual([[id], [id]]);
		const close = () => code(council.as(council.who('office'), (tx) => closeTask(tx, { actor: council.who('office'), resolution: id, task: written?.id ?? '', state: 'done', note: 'Zpráva předložena', now })));
		expect([await close(), await close()]).toEqual(['ok', 'conflict']);
		expect((await read()).tasks).toMatchObject([{ state: 'done', note: 'Zpráva předložena', overdue: false }]);
		expect(await found('eva', { show: 'open' })).toEqual([]);
	});

	it('may be for an organisation of the region', async () => {
		const id = await resolve('ukládá kraji');
		await council.as(council.who('office'), (tx) => addTask(tx, { actor: council.who('office'), resolution: id, input: { ...task, organisation: council.house, dueOn: '' }, now }));
		expect((await council.as(council.who('eva'), (tx) => readResolution(tx, { actor: council.who('eva'), id, now }))).tasks).toMatchObject([{ who: `Kraj ${council.tag}`, dueOn: null, overdue: false }]);
	});
});
