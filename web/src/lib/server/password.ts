import { hash, verify } from '@node-rs/argon2';

/**
 * argon2id with 19 MiB, 2 passes, 1 lane: the first choice of the OWASP Password Storage Cheat Sheet.
 * The algorithm (2 = argon2id) is written as a number because the library's name for it is a const enum.
 */
export const ARGON2 = { algorithm: 2, memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;

/** Shortest password that may be set (NIST SP 800-63B §5.1.1.2 asks for at least 8; 12 without other rules is stronger). */
export const PASSWORD_MIN = 12;
/** Longest: argon2 must not be fed megabytes by a stranger. */
export const PASSWORD_MAX = 200;

/** PHC string of a new password. */
export function hashPassword(password: string): Promise<string> {
	return hash(password.normalize('NFKC'), ARGON2);
}

let decoy: Promise<string> | undefined;

/** True if the password belongs to the hash. Without a hash it takes as long, so that time does not tell which accounts exist. */
export async function verifyPassword(passwordHash: string | undefined, password: string): Promise<boolean> {
	decoy ??= hashPassword('no account has this password');
	const matches = await verify(passwordHash ?? (await decoy), password.normalize('NFKC'));
	return passwordHash !== undefined && matches;
}
