/** Every door of the portal against every kind of visitor. A page, an action or a method without a row fails the first test. */
import { globSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeTestHouse, type TestHouse } from '#lib/server/test-house.fixture.ts';
import { plan, type Meetings, type Titles } from './access-meetings.fixture.ts';
import { settle, visitors, type People, type Visitor } from './access-people.fixture.ts';
import { openPortal, type Outcome, type Portal } from './access.fixture.ts';
import { access, type Door } from './access.table.ts';

const here = fileURLToPath(new URL('.', import.meta.url));
const actions = import.meta.glob<Record<string, unknown>>('./**/+page.server.ts', { import: 'actions' });
const endpoints = import.meta.glob<Record<string, unknown>>('./**/+server.ts');
const isAction = (door: Door['door']): door is `?/${string}` => door.startsWith('?/');
const routeOf = (file: string) => dirname(file).replace(/^\.\//, '');

async function doorsInTheHouse(): Promise<string[]> {
	const pages = globSync('**/+page{*.svelte,.server.ts}', { cwd: here }).map((file) => `${dirname(file)} page`);
	const forms = await Promise.all(Object.entries(actions).map(async ([file, load]) => Object.keys((await load()) ?? {}).map((name) => `${routeOf(file)} ?/${name}`)));
	const methods = await Promise.all(Object.entries(endpoints).map(async ([file, load]) => Object.keys(await load()).map((name) => `${routeOf(file)} ${name}`)));
	return [...new Set([...pages, ...forms.flat(), ...methods.flat()])].sort();
}

it('every door has a row, and every row a door', async () => {
	const rows = Object.entries(access).flatMap(([route, doors]) => doors.map(({ door }) => `${route} ${door}`));
	expect([...new Set(rows)].sort()).toEqual(await doorsInTheHouse());
});

describe('the portal answers', () => {
	const run = crypto.randomUUID().slice(0, 8);
	const titles: Titles = { case: `Konzilium ${run}`, call: `Porada ${run}` };
	/** Of meetings whose titles somebody knows from then on. */
	const opened: Titles = { case: `Otevřené konzilium ${run.toUpperCase()}`, call: `Otevřená porada ${run.toUpperCase()}` };
	/** Who may read these titles, here or there. */
	const knows: Record<keyof Titles, readonly Visitor[]> = { case: ['invited', 'host', 'hospitalClerk'], call: ['invited', 'host', 'hospitalClerk', 'clerk', 'admin', 'auditor', 'deputy'] };
	let house: TestHouse;
	let portal: Portal;
	let people: People;
	let meetings: Meetings;
	beforeAll(async () => {
		[house, portal] = await Promise.all([makeTestHouse(), openPortal()]);
		people = await settle(house);
		meetings = await plan({ house, people, titles });
		// The first page makes Vite read most of the portal, which on a busy machine takes longer than a test may.
		await portal.ask({ method: 'GET', path: '/meetings', cookie: await people.cookie('host') });
	});
	afterAll(async () => {
		await portal?.close();
		await house?.close();
	});

	const fill = (text: string, here: Meetings & { visitor?: Visitor }) =>
		text.replace(/\[(\w+)\]/g, (_, name: string) => ({ ...here, hospital: people.hospital, region: people.region, host: people.ids.host, invited: people.ids.invited, stranger: people.ids.stranger, somebody: people.ids.expired, guestLink: people.guestLink })[name] ?? `no ${name}`);

	/** What came of it, and which titles were told to somebody who must not know them, or together with a refusal. */
	async function enter(visitor: Visitor, { door, path, form, secret, opens }: Door, data = false): Promise<{ outcome: Outcome; leaked: string[] }> {
		const changes = door !== 'page' && door !== 'GET' && /\[/.test(path);
		const at = changes ? await plan({ house, people, titles: opens ? opened : titles }) : meetings;
		const filled = Object.fromEntries(Object.entries(form).map(([name, value]) => [name, fill(value, { ...at, visitor })]));
		const { outcome, text } = await portal.ask({ method: door === 'page' ? 'GET' : isAction(door) ? 'POST' : door, path: fill(path, at), form: filled, data, cookie: await people.cookie(visitor) });
		const told = (['case', 'call'] as const).filter((kind) => text.includes((opens ? opened : titles)[kind]));
		return { outcome, leaked: told.filter((kind) => !secret && (outcome !== 200 || !knows[kind].includes(visitor))) };
	}

	const everyone = async <T>(ask: (visitor: Visitor) => Promise<T>) => Object.fromEntries(await Promise.all(visitors.map(async (visitor) => [visitor, await ask(visitor)] as const))) as Record<Visitor, T>;
	const refusing = (answers: Door['answers']) => Object.fromEntries(visitors.map((visitor) => [visitor, { outcome: answers[visitor], leaked: [] }]));

	const rows = Object.values(access).flat();
	it.each(rows)('$door $path', async (row) => {
		expect(await everyone((visitor) => enter(visitor, row))).toEqual(refusing(row.answers));
	});
	it.each(rows.filter(({ door }) => door === 'page'))('the data of $path', async (row) => {
		expect(await everyone((visitor) => enter(visitor, row, true))).toEqual(refusing(row.answers));
	});

	it.each([
		['/meetings', 'case', ['invited', 'host']],
		['/meetings', 'call', knows.call],
		['/search?q=konzilium', 'case', knows.case],
		['/search?q=porada', 'call', knows.call],
		['/recordings', 'case', knows.case],
		['/recordings', 'call', ['host', 'hospitalClerk', 'clerk', 'admin', 'auditor', 'deputy']],
		['/meetings/[case]', 'case', ['invited', 'host']],
		['/meetings/[case]/room', 'case', ['invited', 'host']],
		['/recordings/[caseRecording]', 'case', knows.case]
	] as const)('%s tells the title of the %s to those who may know it, and to no others', async (path, kind, expected) => {
		const told = await everyone(async (visitor) => (await portal.ask({ method: 'GET', path: fill(path, meetings), cookie: await people.cookie(visitor) })).text.includes(titles[kind]));
		expect(visitors.filter((visitor) => told[visitor])).toEqual(expected);
	});
});
