import { withIdentity, type Origin } from '@sal/db';
import { audit } from '../audit.ts';
import { portal } from '../portal.ts';
import { checkPassword } from '../sign-in.ts';
import { unlock } from './session.ts';

export interface Unlocking {
	sessionId: string;
	/** Whose session it is. */
	held: { id: string; email: string };
	password: string;
	address: string;
	origin: Origin;
}

/** Unlocks the screen for whoever knows the password of the session's person; guesses count with those at the login page. @throws {DomainError} `rate-limited` */
export async function unlockWithPassword({ sessionId, held, password, address, origin }: Unlocking): Promise<boolean> {
	const { db, limits } = portal();
	const personId = await checkPassword({ db, limits, email: held.email, password, address, origin });
	if (personId !== held.id) return false;
	await unlockSession({ sessionId, personId, kind: 'password', origin });
	return true;
}

/** The session's own person has shown that it is still they. */
export async function unlockSession({ sessionId, personId, kind, origin }: { sessionId: string; personId: string; kind: 'password' | 'provider'; origin: Origin }): Promise<void> {
	await withIdentity(
		portal().db,
		async (tx) => {
			await unlock(tx, sessionId, new Date());
			await audit(tx, { action: 'session.unlocked', detail: { kind }, person: personId });
		},
		origin
	);
}
