import { DomainError } from '#lib/domain-error.ts';
import { attachment, isUnreachable } from '@sal/storage';
import { objectStore } from '#lib/server/object-store.ts';
import { leaveToDownloadPackage, packageZip } from '../../package-zip.server.ts';
import type { RequestHandler } from './$types';

/** The whole package as a ZIP, streamed. */
export const GET: RequestHandler = async ({ locals, params: { id } }) => {
	const contents = await locals.tx((tx) => leaveToDownloadPackage(tx, { actor: locals.actor, id }));
	const { stream, length } = await packageZip({ store: objectStore(), contents }).catch((error: unknown) => {
		throw isUnreachable(error) ? new DomainError('store-down', { cause: error }) : error;
	});
	return new Response(stream, { headers: { 'content-type': 'application/zip', 'content-length': String(length), 'content-disposition': attachment(contents.fileName), 'cache-control': 'private, no-store' } });
};
