/** Who signs minutes, what exactly they sign, and when they are signed. */

export type SignatureRole = 'chair' | 'verifier';
export interface Signed {
	person: string;
	role: SignatureRole;
	at: Date;
}

/**
 * As what somebody signs: who presides over the body as its chair or deputy, or a verifier (Act 129/2000 § 43: the president of the region or a deputy, and the verifiers;
 * Act 128/2000 § 95: the mayor or deputy mayor, and the verifiers). Whoever is both signs as chair when they presided over this session, else as the verifier that the council
 * elected. Null: not at all.
 */
export function roleOf({ presides, presided, verifies }: { presides: boolean; presided: boolean; verifies: boolean }): SignatureRole | null {
	if (presides && (presided || !verifies)) return 'chair';
	return verifies ? 'verifier' : null;
}

export interface Standing {
	/** Whose signature is still missing; `chair`: nobody who presides has signed. */
	missing: { chair: boolean; verifiers: string[] };
	/** When the last necessary signature came; null while one is missing. */
	completeAt: Date | null;
}

/** A version is signed when one who presides and every verifier have signed it. Whoever verifies and presides signs once. */
export function signatureStanding({ signatures, verifiers }: { signatures: readonly Signed[]; verifiers: readonly string[] }): Standing {
	const missing = { chair: !signatures.some(({ role }) => role === 'chair'), verifiers: verifiers.filter((id) => !signatures.some(({ person }) => person === id)) };
	const complete = !missing.chair && missing.verifiers.length === 0 && verifiers.length > 0;
	return { missing, completeAt: complete ? new Date(Math.max(...signatures.map(({ at }) => at.getTime()))) : null };
}

export interface Statement {
	session: string;
	version: number;
	/** Of the version's exact text, or of the PDF that was uploaded. */
	sha256: string;
	person: string;
	name: string;
	role: SignatureRole;
	/** How they showed who they are. */
	by: 'totp' | 'second-factor' | 'certificate';
	/** SHA-256 of the PDF that carries their own signature. */
	file?: string;
	at: Date;
}

/** The exact text that the portal signs for them. The fields stand in this order, so that anybody can write it down again and compare. */
export function statementText({ session, version, sha256, person, name, role, by, file, at }: Statement): string {
	return JSON.stringify({ format: 'sal-minutes-signature/1', session, version, sha256, person, name, role, by, ...(file !== undefined && { file }), at: at.toISOString() });
}

export type Proof = 'code' | 'ready' | 'prove' | 'set-up';

/**
 * What somebody has to show before they sign. A code of the phone where there is one; else a session that began with a second factor (a passkey, or a sign-in
 * service that vouches for one) and was proved lately; without any second factor nobody signs.
 */
export function proofNeeded({ totp, secondFactor, fresh, passkey }: { totp: boolean; secondFactor: boolean; fresh: boolean; passkey: boolean }): Proof {
	if (totp) return 'code';
	if (secondFactor) return fresh ? 'ready' : 'prove';
	return passkey ? 'prove' : 'set-up';
}
