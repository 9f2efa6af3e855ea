/** Browsers in which somebody has signed in before; from any other they are told. */
import { knownDevice, type Tx } from '@sal/db';
import { and, eq } from 'drizzle-orm';
import { hashSecret } from '../secret.ts';

/**
 * Remembers this browser. True when it is new and the person has come from another one before: the very first is no news.
 * @param token of the browser's long-lived cookie
 */
export async function rememberDevice(tx: Tx, { personId, token, now }: { personId: string; token: string; now: Date }): Promise<boolean> {
	const tokenHash = hashSecret(token);
	const again = await tx.update(knownDevice).set({ lastSeenAt: now }).where(and(eq(knownDevice.tokenHash, tokenHash), eq(knownDevice.personId, personId)));
	if (again.count > 0) return false;
	const others = await tx.$count(knownDevice, eq(knownDevice.personId, personId));
	await tx.insert(knownDevice).values({ tokenHash, personId, firstSeenAt: now, lastSeenAt: now });
	return others > 0;
}
