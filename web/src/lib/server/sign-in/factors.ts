import { credential, passkey, totp, type Tx } from '@sal/db';
import { and, eq, isNotNull } from 'drizzle-orm';
import { recoveryCodesLeft } from './recovery-codes.ts';

/** What somebody can prove who they are with. */
export interface Factors {
	password: boolean;
	/** Since when codes of a phone are on. */
	totpSince: Date | null;
	passkeys: number;
	recoveryCodes: number;
}

/** For signing in, and for the person themselves. */
export async function readFactors(tx: Tx, personId: string): Promise<Factors> {
	const [codes] = await tx.select({ since: totp.confirmedAt }).from(totp).where(and(eq(totp.personId, personId), isNotNull(totp.confirmedAt)));
	return {
		password: (await tx.$count(credential, eq(credential.personId, personId))) > 0,
		totpSince: codes?.since ?? null,
		passkeys: await tx.$count(passkey, eq(passkey.personId, personId)),
		recoveryCodes: await recoveryCodesLeft(tx, personId)
	};
}
