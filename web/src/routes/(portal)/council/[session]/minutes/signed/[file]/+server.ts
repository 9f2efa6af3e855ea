/** The PDF that somebody has signed with a certificate of their own, exactly as it came. */
import { DomainError } from '#lib/domain-error.ts';
import { refusal } from '#lib/server/failure.ts';
import { requireId, requirePerson } from '#lib/server/person.ts';
import { attachment } from '@sal/storage';
import { signedFile } from '../../../../minutes/overview.server.ts';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = async ({ locals, params }) => {
	try {
		const actor = requirePerson(locals.actor);
		const content = await locals.tx((tx) => signedFile(tx, { actor, session: requireId(params.session), file: requireId(params.file), now: new Date() }));
		if (!content) throw new DomainError('not-found');
		return new Response(new Uint8Array(content), { headers: { 'content-type': 'application/pdf', 'content-length': String(content.length), 'content-disposition': attachment('podepsany-zapis.pdf'), 'cache-control': 'private, no-store' } });
	} catch (error) {
		const { status, message } = refusal(error);
		return new Response(message, { status });
	}
};
