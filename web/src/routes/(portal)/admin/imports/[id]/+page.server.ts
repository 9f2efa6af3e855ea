import { fail, redirect, type RequestEvent } from '@sveltejs/kit';
import { refusal } from '#lib/server/failure.ts';
import { applyImport, discardImport, faultText, flawText, readAsText, readImport, readVerdicts } from '../../../directory/index.server.ts';
import type { Actions, PageServerLoad } from './$types';
import { outcomes } from '../outcome.ts';

export const load: PageServerLoad = async ({ locals, params, url }) => {
	const outcome = outcomes.find((each) => each === url.searchParams.get('outcome'));
	const page = Math.max(1, Math.min(10_000, Number.parseInt(url.searchParams.get('page') ?? '1', 10) || 1));
	return locals.tx(async (tx) => {
		const found = await readImport({ tx, actor: locals.actor, id: params.id });
		const { rows, pages } = await readVerdicts({ tx, id: params.id, outcome, page });
		const { told, ...shown } = found;
		return {
			import: shown,
			own: locals.actor.kind === 'person' && found.uploadedBy === locals.actor.person,
			fault: faultText(told),
			readAs: readAsText(told),
			outcome,
			page,
			pages,
			rows: rows.map(({ detail, ...row }) => ({ ...row, column: detail.flaw?.column, why: detail.flaw && flawText(detail.flaw), columns: detail.columns }))
		};
	});
};

export const actions: Actions = {
	apply: (event) => act(event, applyImport),
	discard: async (event) => {
		const refused = await act(event, discardImport);
		return refused ?? redirect(303, '/admin/imports');
	}
};

async function act({ locals, params }: RequestEvent<{ id: string }>, change: typeof applyImport) {
	try {
		await locals.tx((tx) => change({ tx, actor: locals.actor, id: params.id }));
		return undefined;
	} catch (error) {
		const { status, message } = refusal(error);
		return fail(status, { message });
	}
}
