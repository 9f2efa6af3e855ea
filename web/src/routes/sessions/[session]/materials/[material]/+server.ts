/** The file of material that everybody may read. */
import { refusal } from '#lib/server/failure.ts';
import { requireId } from '#lib/server/person.ts';
import { materialAddress, publicMaterial } from '../../../../(portal)/council/index.server.ts';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = async ({ locals, params, url }) => {
	try {
		const file = await locals.tx((tx) => publicMaterial(tx, locals.actor, { session: requireId(params.session), material: requireId(params.material), now: new Date() }));
		return new Response(null, { status: 303, headers: { location: await materialAddress(file, !url.searchParams.has('show')), 'cache-control': 'no-store' } });
	} catch (error) {
		const { status, message } = refusal(error);
		return new Response(message, { status });
	}
};
