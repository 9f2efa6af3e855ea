/** One-time codes of a phone (RFC 6238): six digits, 30 seconds, SHA-1, which every authenticator knows. */
import { totp, type Tx } from '@sal/db';
import { and, eq, isNotNull, isNull, lt } from 'drizzle-orm';
import { Secret, TOTP } from 'otpauth';
import type { Seal } from './seal.ts';

/** Clocks of phones are off by up to a step either way (RFC 6238 §5.2 advises one). */
const WINDOW = 1;
const ISSUER = 'Sál';

interface Whose {
	tx: Tx;
	seal: Seal;
	personId: string;
}

const generator = (secret: string, label = '') => new TOTP({ issuer: ISSUER, label, secret: Secret.fromBase32(secret) });

export interface Enrolment {
	/** Base32, to be typed where no camera is. */
	secret: string;
	/** For the picture: `otpauth://totp/…`. */
	uri: string;
}

/**
 * The enrolment that waits for its first code, made when there is none: the same until it is confirmed, so that going back shows the picture that
 * was scanned. Undefined when codes are on already.
 */
export async function enrolment({ tx, seal, personId, email }: Whose & { email: string }): Promise<Enrolment | undefined> {
	await tx.insert(totp).values({ personId, secret: seal.close(new Secret({ size: 20 }).base32, personId) }).onConflictDoNothing();
	const [row] = await tx.select({ secret: totp.secret }).from(totp).where(and(eq(totp.personId, personId), isNull(totp.confirmedAt)));
	if (!row) return undefined;
	const secret = seal.open(row.secret, personId);
	return { secret, uri: generator(secret, email).toString() };
}

/** Step of the code, when it is one of about now. */
function stepOf({ secret, code, now }: { secret: string; code: string; now: Date }): number | undefined {
	const timestamp = now.getTime();
	const delta = generator(secret).validate({ token: code.replace(/\s/g, ''), timestamp, window: WINDOW });
	return delta === null ? undefined : TOTP.counter({ timestamp }) + delta;
}

/** Takes the first code: from now on they are asked for. */
export async function confirmTotp({ tx, seal, personId, code, now }: Whose & { code: string; now: Date }): Promise<boolean> {
	const [row] = await tx.select({ secret: totp.secret }).from(totp).where(and(eq(totp.personId, personId), isNull(totp.confirmedAt)));
	const step = row && stepOf({ secret: seal.open(row.secret, personId), code, now });
	if (step === undefined) return false;
	const confirmed = await tx.update(totp).set({ confirmedAt: now, lastStep: step }).where(and(eq(totp.personId, personId), isNull(totp.confirmedAt)));
	return confirmed.count === 1;
}

/** Is this a code of now that was not used before? Of two that come at once with the same code, one is taken. */
export async function checkTotp({ tx, seal, personId, code, now }: Whose & { code: string; now: Date }): Promise<boolean> {
	const [row] = await tx.select({ secret: totp.secret }).from(totp).where(and(eq(totp.personId, personId), isNotNull(totp.confirmedAt)));
	const step = row && stepOf({ secret: seal.open(row.secret, personId), code, now });
	if (step === undefined) return false;
	const used = await tx.update(totp).set({ lastStep: step }).where(and(eq(totp.personId, personId), lt(totp.lastStep, step)));
	return used.count === 1;
}
