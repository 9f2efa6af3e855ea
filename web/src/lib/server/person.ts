import { DomainError } from '#lib/domain-error.ts';
import type { Actor, PersonActor } from '@sal/db';
import * as v from 'valibot';

/** Everything below (portal) is for people with an account; the hook has sent others away already, this tells the type checker. @throws {DomainError} `sign-in-needed` */
export function requirePerson(actor: Actor): PersonActor {
	if (actor.kind !== 'person') throw new DomainError('sign-in-needed');
	return actor;
}

const uuid = v.pipe(v.string(), v.uuid());

/**
 * An id from the address, in lower case as PostgreSQL writes it: elsewhere it is compared as text, and "A…" and "a…" must not become two
 * rooms of one meeting. Anything that is no id at all is simply not found. @throws {DomainError} `not-found`
 */
export function requireId(id: string): string {
	if (!v.is(uuid, id)) throw new DomainError('not-found');
	return id.toLowerCase();
}
