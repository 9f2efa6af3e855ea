import { publicSessions } from '../(portal)/council/index.server.ts';
import * as v from 'valibot';
import type { PageServerLoad } from './$types';

const bodySchema = v.pipe(v.string(), v.uuid());
const yearSchema = v.pipe(v.string(), v.regex(/^\d{4}$/), v.transform(Number));

export const load: PageServerLoad = async ({ locals, url }) => {
	// What is typed into the address and is no body or year asks for all of them.
	const body = v.safeParse(bodySchema, url.searchParams.get('body'));
	const year = v.safeParse(yearSchema, url.searchParams.get('year'));
	const wanted = { body: body.success ? body.output : null, year: year.success ? year.output : null };
	const now = new Date();
	return { ...wanted, thisYear: now.getFullYear(), locale: locals.locale, ...(await locals.tx((tx) => publicSessions(tx, { ...wanted, now }))) };
};
