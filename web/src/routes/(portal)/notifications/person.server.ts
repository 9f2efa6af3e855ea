import type { Actor } from '@sal/db';
import { DomainError } from '#lib/domain-error.ts';

/** Who is told, whatever affiliation or substitution they act in. @throws {DomainError} `sign-in-needed` */
export function personOf(actor: Actor): string {
	if (actor.kind !== 'person') throw new DomainError('sign-in-needed');
	return actor.person;
}
