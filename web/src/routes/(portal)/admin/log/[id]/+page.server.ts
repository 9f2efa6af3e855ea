import { DomainError } from '#lib/domain-error.ts';
import { readPlace } from '../place.server.ts';
import { readEntry } from '../search.server.ts';
import { inWords } from '../words.server.ts';
import type { PageServerLoad } from './$types';

/** Facts as lines: what is nested stays as it was written. */
const lines = (facts: Record<string, unknown> | null): [string, string][] => Object.entries(facts ?? {}).map(([name, value]) => [name, typeof value === 'string' ? value : JSON.stringify(value)]);

export const load: PageServerLoad = ({ locals, params }) =>
	locals.tx(async (tx) => {
		const id = /^\d{1,15}$/.test(params.id) ? Number(params.id) : 0;
		const entry = await readEntry(tx, { actor: locals.actor, id, now: new Date() });
		if (!entry) throw new DomainError('not-found');
		const [line] = await inWords(tx, [entry]);
		if (!line) throw new DomainError('not-found');
		return { line, action: entry.action, objectId: entry.objectId, requestId: entry.requestId, userAgent: entry.userAgent, erased: entry.erased, facts: [...lines(entry.detail), ...lines(entry.personal)], place: await readPlace(tx, id) };
	});
