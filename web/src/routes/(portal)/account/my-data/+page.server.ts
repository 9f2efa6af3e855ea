import { parseFilter, pageAfter } from './schema.ts';
import { readMyLog } from './log.server.ts';
import { inWords } from './words.server.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, url }) => {
	const filter = parseFilter(url.searchParams);
	return locals.tx(async (tx) => {
		const { entries, next } = await readMyLog(tx, filter);
		return { filter, entries: await inWords(tx, entries), next: next && pageAfter(filter, next) };
	});
};
