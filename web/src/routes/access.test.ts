/** Every route of the portal against every kind of visitor. A route file without a row fails the first test. */
import { globSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openPortal, visitors, type Access, type Visitor } from './access.fixture.ts';
import { access } from './access.table.ts';

const here = fileURLToPath(new URL('.', import.meta.url));
const routes = [...new Set(globSync('**/+{page*.svelte,page.server.ts,server.ts}', { cwd: here }).map(dirname))].sort();

it('every route has a row, and every row a route', () => {
	expect(Object.keys(access).sort()).toEqual(routes);
});

describe('the portal answers', () => {
	let portal: Access;
	beforeAll(async () => {
		portal = await openPortal();
	});
	afterAll(() => portal?.close());

	const rows = Object.entries(access).flatMap(([route, requests]) => requests.map((request) => ({ route, ...request })));
	it.each(rows)('$method $path', async ({ method, path, answers }) => {
		const filled = path.replace('[meeting]', portal.meetingId).replace('[recording]', portal.recordingId);
		const seen: Partial<Record<Visitor, number>> = {};
		for (const visitor of visitors) seen[visitor] = await portal.status(visitor, { method, path: filled });
		expect(seen).toEqual(answers);
	});
});
