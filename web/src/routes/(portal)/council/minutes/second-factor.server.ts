/** What somebody has to show before they sign, and the check of it. */
import { session, withIdentity } from '@sal/db';
import { eq } from 'drizzle-orm';
import { DomainError } from '#lib/domain-error.ts';
import { isFresh } from '#lib/sign-in/fresh.ts';
import { audit } from '#lib/server/audit.ts';
import { portal } from '#lib/server/portal.ts';
import { hashSecret } from '#lib/server/secret.ts';
import { readFactors } from '#lib/server/sign-in/factors.ts';
import { readSeal } from '#lib/server/sign-in/seal.ts';
import { checkTotp } from '#lib/server/sign-in/totp.ts';
import { proofNeeded, type Proof } from './signing.rules.ts';

type Locals = Pick<App.Locals, 'sessionId' | 'user' | 'provedAt' | 'origin'>;

export async function proofOf({ sessionId, user, provedAt }: Locals, now: Date): Promise<Proof> {
	if (!sessionId || !user) throw new DomainError('sign-in-needed');
	return withIdentity(portal().db, async (tx) => {
		const { totpSince, passkeys } = await readFactors(tx, user.id);
		const [row] = await tx.select({ at: session.secondFactorAt }).from(session).where(eq(session.id, hashSecret(sessionId)));
		return proofNeeded({ totp: totpSince !== null, secondFactor: Boolean(row?.at), fresh: isFresh(provedAt, now), passkey: passkeys > 0 });
	});
}

/** Checks what is needed. A code works once; wrong ones count with those at the login. @throws {DomainError} `login-code-wrong`, `rate-limited`, `council-minutes-second-factor`, `council-minutes-prove` */
export async function showSecondFactor(locals: Locals, { code, now }: { code: string; now: Date }): Promise<'totp' | 'second-factor'> {
	const needed = await proofOf(locals, now);
	const { user, origin } = locals;
	if (!user || needed === 'set-up') throw new DomainError('council-minutes-second-factor');
	if (needed === 'prove') throw new DomainError('council-minutes-prove');
	if (needed === 'ready') return 'second-factor';
	const { db, limits, config } = portal();
	await limits.secondFactor.consume(user.id);
	const right = await withIdentity(
		db,
		async (tx) => {
			const taken = await checkTotp({ tx, seal: readSeal(config.sealKeyFile), personId: user.id, code, now });
			await audit(tx, { action: 'session.second-factor', outcome: taken ? 'done' : 'failed', detail: { kind: 'code' }, person: user.id });
			return taken;
		},
		origin
	);
	if (!right) throw new DomainError('login-code-wrong');
	await limits.secondFactor.forgive(user.id);
	return 'totp';
}
