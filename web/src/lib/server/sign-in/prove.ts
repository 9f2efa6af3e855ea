import { providerIdentity, withIdentity, type Origin, type SignInMethod } from '@sal/db';
import { eq, sql } from 'drizzle-orm';
import { audit } from '../audit.ts';
import { portal } from '../portal.ts';
import { checkPassword } from '../sign-in.ts';
import { readFactors } from './factors.ts';
import { prove } from './session.ts';

interface Shown {
	personId: string;
	method: SignInMethod;
	/** When they did. */
	at: Date;
	origin: Origin;
}

/** Somebody who is signed in has shown again who they are; their session goes on. */
export async function proveAgain(sessionId: string, { personId, method, at, origin }: Shown): Promise<void> {
	await withIdentity(
		portal().db,
		async (tx) => {
			await prove(tx, sessionId, at);
			await audit(tx, { action: 'session.proved', detail: { method }, person: personId });
		},
		origin
	);
}

interface Typed {
	sessionId: string;
	user: { id: string; email: string };
	password: string;
	address: string;
	origin: Origin;
}

/** As {@link proveAgain}, if the password is theirs; guesses count with those at the login page. @throws {DomainError} `rate-limited` */
export async function proveWithPassword({ sessionId, user, password, address, origin }: Typed): Promise<boolean> {
	const { db, limits } = portal();
	if ((await checkPassword({ db, limits, email: user.email, password, address, origin })) !== user.id) return false;
	await proveAgain(sessionId, { personId: user.id, method: 'password', at: new Date(), origin });
	return true;
}

/** By what the person can show who they are. */
export async function waysToProve(personId: string) {
	return withIdentity(portal().db, async (tx) => {
		const { password, passkeys } = await readFactors(tx, personId);
		const providers = await tx
			.select({ id: providerIdentity.providerId, name: sql<string>`coalesce((select p.name from sal_provider_names() p where p.id = ${providerIdentity.providerId}), '')` })
			.from(providerIdentity)
			.where(eq(providerIdentity.personId, personId));
		return { password, passkeys: passkeys > 0, providers };
	});
}
