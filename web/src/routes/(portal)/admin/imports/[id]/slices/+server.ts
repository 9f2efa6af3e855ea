import { failureOf } from '#lib/server/failure.ts';
import { checkImport, keepSlice } from '../../../../directory/index.server.ts';
import type { RequestHandler } from './$types';

/** One slice of the file; with the last one the dry run begins. */
export const POST: RequestHandler = async ({ locals, params, url, request }) => {
	try {
		const asked = { actor: locals.actor, id: params.id };
		const bytes = new Uint8Array(await request.arrayBuffer());
		await locals.tx(async (tx) => {
			await keepSlice({ tx, ...asked, number: Number(url.searchParams.get('number') ?? 'none'), bytes });
			if (url.searchParams.has('last')) await checkImport({ tx, ...asked });
		});
		return new Response(null, { status: 204 });
	} catch (error) {
		const failure = failureOf(error);
		if (!failure) throw error;
		return Response.json({ code: failure.code, message: failure.message }, { status: failure.status });
	}
};
