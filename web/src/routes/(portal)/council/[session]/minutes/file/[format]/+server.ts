/** A version as a file: `?version=`, the newest when it is missing; `?public` for the one that everybody may read. */
import { DomainError } from '#lib/domain-error.ts';
import { refusal } from '#lib/server/failure.ts';
import { requireId, requirePerson } from '#lib/server/person.ts';
import { attachment } from '@sal/storage';
import { minutesFile } from '../../../../minutes/files.server.ts';
import { wantedVersion } from '../../../../minutes/schema.ts';
import type { RequestHandler } from './$types';

const types = { pdf: 'application/pdf', docx: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document' };

export const GET: RequestHandler = async ({ locals, params: { session, format }, url }) => {
	try {
		if (format !== 'pdf' && format !== 'docx') throw new DomainError('not-found');
		const actor = requirePerson(locals.actor);
		const { name, content } = await locals.tx((tx) => minutesFile(tx, { actor, session: requireId(session), format, version: wantedVersion(url.searchParams.get('version')), open: url.searchParams.has('public'), now: new Date() }));
		return new Response(new Uint8Array(content), { headers: { 'content-type': types[format], 'content-length': String(content.length), 'content-disposition': attachment(name), 'cache-control': 'private, no-store' } });
	} catch (error) {
		const { status, message } = refusal(error);
		return new Response(message, { status });
	}
};
