/** Who comes by a link: an actor that may see one recording and nothing else. */
import { DomainError } from '#lib/domain-error.ts';
import { portal } from '#lib/server/portal.ts';
import { withActor, type Actor, type Origin, type Tx } from '@sal/db';
import { openLink } from '../../(portal)/recordings/links.server.ts';

export interface Visitor {
	actor: Extract<Actor, { kind: 'link' }>;
	tx<T>(fn: (tx: Tx) => Promise<T>): Promise<T>;
}

/** @throws {DomainError} `not-found`; `recordings-link-expired`, `recordings-link-revoked` (410) */
export async function visitorOf(token: string, origin: Origin): Promise<Visitor> {
	const { db } = portal();
	const link = await openLink(db, { token, now: new Date() });
	if (!link) throw new DomainError('not-found');
	if (link.state !== 'open') throw new DomainError(`recordings-link-${link.state}`);
	const { actor } = link;
	return { actor, tx: (fn) => withActor(db, actor, fn, origin) };
}
