/** The file of one version (`?version=`), or of the newest: to save, or with `?show` for the page that shows it. */
import { DomainError } from '#lib/domain-error.ts';
import { refusal } from '#lib/server/failure.ts';
import { requireId, requirePerson } from '#lib/server/person.ts';
import { materialAddress } from '../../../../materials/address.server.ts';
import { openVersion } from '../../../../materials/store.server.ts';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = async ({ locals, params, url }) => {
	try {
		const actor = requirePerson(locals.actor);
		const wanted = url.searchParams.get('version');
		if (wanted !== null && !/^[1-9]\d{0,4}$/.test(wanted)) throw new DomainError('not-found');
		const file = await locals.tx((tx) => openVersion(tx, actor, { session: requireId(params.session), material: requireId(params.material), version: wanted === null ? null : Number(wanted), now: new Date() }));
		return new Response(null, { status: 303, headers: { location: await materialAddress(file, !url.searchParams.has('show')), 'cache-control': 'private, no-store' } });
	} catch (error) {
		const { status, message } = refusal(error);
		return new Response(message, { status });
	}
};
