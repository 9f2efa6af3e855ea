import { attachment } from '@sal/storage';
import { dayOf } from '#lib/day.ts';
import { DomainError } from '#lib/domain-error.ts';
import { m } from '#lib/paraglide/messages.js';
import { audit } from '#lib/server/audit.ts';
import { requireFresh } from '#lib/sign-in/require-fresh.ts';
import { files, readme } from '../files.server.ts';
import { dataZip } from '../zip.server.ts';
import type { RequestHandler } from './$types';

/** Everything that the portal keeps of whoever asks, as a ZIP. */
export const GET: RequestHandler = async ({ locals }) => {
	const { actor, user, tx: inTx } = locals;
	if (actor.kind !== 'person' || !user) throw new DomainError('sign-in-needed');
	requireFresh(locals, { next: '/account/my-data' });
	const now = new Date();
	await inTx((tx) => audit(tx, { action: 'person.exported', object: { kind: 'person', id: actor.person } }));
	const stream = dataZip({ files, readme: readme(user.name), question: { actor, inTx, now } });
	return new Response(stream, { headers: { 'content-type': 'application/zip', 'content-disposition': attachment(`${m.account_data_file_name()}-${dayOf(now)}.zip`), 'cache-control': 'private, no-store' } });
};
