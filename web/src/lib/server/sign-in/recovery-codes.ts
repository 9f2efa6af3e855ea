/** Codes for the day when the phone is gone: ten, each good once, shown once. */
import { recoveryCode, type Tx } from '@sal/db';
import { and, eq, isNull } from 'drizzle-orm';
import { randomBytes } from 'node:crypto';
import { hashSecret } from '../secret.ts';

export const RECOVERY_CODES = 10;
/** Crockford's Base32: no I, L, O and U, which people mix up. */
const LETTERS = '0123456789abcdefghjkmnpqrstvwxyz';

/** 80 random bits in four groups of four: `k3xt-9v0q-…`. Enough for a plain hash to withstand guessing. */
export function newRecoveryCode(): string {
	return Array.from(randomBytes(16), (byte) => LETTERS[byte % 32]).join('').replace(/(.{4})(?=.)/g, '$1-');
}

/** What was typed, as it was made: without case, spaces and dashes, and with the letters that were mixed up. */
export const plainCode = (typed: string): string => typed.toLowerCase().replace(/[^0-9a-z]/g, '').replaceAll('o', '0').replace(/[il]/g, '1');

const hashOf = (personId: string, code: string) => hashSecret(`${personId}:${plainCode(code)}`);

/** New codes in place of all that there were. They are not to be had again: only their hashes are kept. */
export async function renewRecoveryCodes(tx: Tx, personId: string): Promise<string[]> {
	const codes = Array.from({ length: RECOVERY_CODES }, newRecoveryCode);
	await tx.delete(recoveryCode).where(eq(recoveryCode.personId, personId));
	await tx.insert(recoveryCode).values(codes.map((code) => ({ personId, codeHash: hashOf(personId, code) })));
	return codes;
}

/** Uses the code up; false when it is none, or was used. Of two that come at once, one is taken. */
export async function useRecoveryCode(tx: Tx, { personId, code, now }: { personId: string; code: string; now: Date }): Promise<boolean> {
	const used = await tx.update(recoveryCode).set({ usedAt: now }).where(and(eq(recoveryCode.codeHash, hashOf(personId, code)), eq(recoveryCode.personId, personId), isNull(recoveryCode.usedAt)));
	return used.count === 1;
}

/** How many are left. */
export const recoveryCodesLeft = (tx: Tx, personId: string): Promise<number> => tx.$count(recoveryCode, and(eq(recoveryCode.personId, personId), isNull(recoveryCode.usedAt)));
