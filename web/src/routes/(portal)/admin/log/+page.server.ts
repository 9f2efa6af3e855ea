import { fail } from '@sveltejs/kit';
import { sql } from 'drizzle-orm';
import { actionTitle } from '#lib/log-words.server.ts';
import { m } from '#lib/paraglide/messages.js';
import { refusal } from '#lib/server/failure.ts';
import { describeLogFinding, logVerdict } from '../../../../audit/findings.ts';
import type { Actions, PageServerLoad } from './$types';
import { askForCheck, readCheck } from './check.server.ts';
import { readsWholeLog } from './rules.ts';
import { filterSearch, parseFilter } from './schema.ts';
import { searchLog } from './search.server.ts';
import { inWords } from './words.server.ts';

export const load: PageServerLoad = async ({ locals, url }) => {
	const { actor, locale } = locals;
	const now = new Date();
	const filter = parseFilter(url.searchParams);
	const whole = readsWholeLog(actor, now);
	return locals.tx(async (tx) => {
		const { entries, next } = await searchLog(tx, { actor, filter, now });
		const actions = await tx.execute<{ action: string }>(sql`select action from sal_log_actions() as action`);
		const organisations = await tx.execute<{ id: string; name: string; depth: number }>(sql`
			select id, name, cardinality(path) as depth from organisation where ${whole} or id in (select sal_log_scope()) order by cardinality(path) > 1, name`);
		const [person] = filter.person ? await tx.execute<{ name: string }>(sql`select name from person where id = ${filter.person}`) : [];
		const { last, waits } = whole ? await readCheck(tx) : { last: undefined, waits: false };
		return {
			filter,
			search: filterSearch(filter),
			next,
			entries: await inWords(tx, entries),
			actions: actions.map(({ action }) => ({ value: action, label: actionTitle(action) })).sort((a, b) => a.label.localeCompare(b.label, locale)),
			organisations: organisations.map(({ id, name }) => ({ id, name })),
			personName: person?.name,
			whole,
			check: last && { at: last.at, whole: last.whole, verdict: logVerdict(last, locale), findings: last.findings.map((finding) => describeLogFinding(finding, locale)) },
			waits
		};
	});
};

export const actions: Actions = {
	check: async ({ locals }) => {
		try {
			await locals.tx((tx) => askForCheck(tx, locals.actor, new Date()));
		} catch (error) {
			const { status, message } = refusal(error);
			return fail(status, { message, asked: false });
		}
		return { message: m.admin_log_check_asked(), asked: true };
	}
};
