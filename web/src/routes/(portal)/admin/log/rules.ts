import { DomainError } from '#lib/domain-error.ts';

/** Whoever asks, with the grants that they hold. */
export interface Asker {
	kind: string;
	grants?: readonly { role: string; path: readonly string[]; since: string; until: string | null }[];
}

/** Roles that read the log of their organisation and everything below it; at the top of the tree, the whole of it. */
const READERS = ['portal.admin', 'organisation.admin', 'region.auditor'];

const holds = ({ since, until }: { since: string; until: string | null }, now: Date): boolean => Date.parse(since) <= now.getTime() && (until === null || Date.parse(until) > now.getTime());

/** May this actor open the log at all? Which entries they find the database decides. */
export const mayReadLog = ({ kind, grants = [] }: Asker, now: Date): boolean => kind === 'person' && grants.some((grant) => READERS.includes(grant.role) && holds(grant, now));

/** Does the actor read all of it, so that they may have all of it checked? */
export const readsWholeLog = ({ kind, grants = [] }: Asker, now: Date): boolean =>
	kind === 'person' && grants.some((grant) => ['portal.admin', 'region.auditor'].includes(grant.role) && grant.path.length === 1 && holds(grant, now));

/** @throws {DomainError} `forbidden` */
export function requireLogReader(actor: Asker, now: Date): void {
	if (!mayReadLog(actor, now)) throw new DomainError('forbidden');
}
