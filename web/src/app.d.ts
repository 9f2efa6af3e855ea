import type { Actor, Origin, Tx } from '@sal/db';
import type { User } from '#lib/server/auth.ts';

declare global {
	namespace App {
		interface Locals {
			/** Appears in the log line, in the header x-request-id and on error pages. */
			requestId: string;
			/** From where the request comes, for the log of what is done: give it to `withActor` and `withIdentity` wherever `tx` is not used. */
			origin: Origin;
			/** Who is signed in. */
			user: User | undefined;
			sessionId: string | undefined;
			/** Of the session: what lists call it by. */
			sessionHandle: string | undefined;
			/** When its holder last showed who they are; for `requireFresh`. */
			provedAt: Date | null;
			/** Whose session it is while something stands between it and the portal: then `user` is undefined and `actor` the public. */
			held: { id: string; name: string; email: string; demand: 'method' | 'locked' | 'second-factor' } | undefined;
			/** After how many minutes without a touch the screen is locked; null: never. */
			idleMinutes: number | null;
			/** When the session's person was last there. */
			seenAt: Date | undefined;
			/** `user` as the database knows it; the public when nobody is signed in. */
			actor: Actor;
			/** One transaction as `actor`. */
			tx<T>(fn: (tx: Tx) => Promise<T>): Promise<T>;
			locale: 'cs' | 'en';
			theme: 'system' | 'light' | 'dark';
		}
		interface Error {
			/** Of a DomainError. */
			code?: string;
			/** Of anything else: what to tell the operator. */
			id?: string;
		}
	}
}
