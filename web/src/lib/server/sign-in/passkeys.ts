/** Passkeys (WebAuthn Level 3). The authenticator checks its user itself, so that one is worth two factors. */
import { passkey, type Tx } from '@sal/db';
import { generateAuthenticationOptions, generateRegistrationOptions, verifyAuthenticationResponse, verifyRegistrationResponse, type AuthenticationResponseJSON, type PublicKeyCredentialCreationOptionsJSON, type PublicKeyCredentialRequestOptionsJSON, type RegistrationResponseJSON } from '@simplewebauthn/server';
import { and, eq } from 'drizzle-orm';
import { openChallenge, takeChallenge } from './challenge.ts';

/** The portal as authenticators know it. */
export interface RelyingParty {
	/** The one public origin. */
	origin: string;
}

const idOf = ({ origin }: RelyingParty): string => new URL(origin).hostname;
const NAME = 'Sál';
const TIMEOUT = 300_000;

/** What the browser is asked, and the secret of the cookie that the answer has to come with. */
export interface Asked<T> {
	options: T;
	secret: string;
}

/** For making a passkey of this person; those that they have already are not made twice. */
export async function askToRegister(tx: Tx, { rp, personId, email, name, now }: { rp: RelyingParty; personId: string; email: string; name: string; now: Date }): Promise<Asked<PublicKeyCredentialCreationOptionsJSON>> {
	const known = await tx.select({ id: passkey.id }).from(passkey).where(eq(passkey.personId, personId));
	const options = await generateRegistrationOptions({
		rpName: NAME,
		rpID: idOf(rp),
		userID: new TextEncoder().encode(personId),
		userName: email,
		userDisplayName: name,
		timeout: TIMEOUT,
		attestationType: 'none',
		excludeCredentials: known,
		authenticatorSelection: { residentKey: 'required', userVerification: 'required' }
	});
	return { options, secret: await openChallenge(tx, { purpose: 'passkey-register', personId, challenge: options.challenge, now }) };
}

interface Answer<T> {
	rp: RelyingParty;
	/** Of the cookie. */
	secret: string | undefined;
	response: T;
	now: Date;
}

/** Keeps the new passkey. False when the answer is to no challenge of this person, or is not right. */
export async function register(tx: Tx, { rp, secret, response, now, personId, name }: Answer<RegistrationResponseJSON> & { personId: string; name: string }): Promise<boolean> {
	const asked = await takeChallenge(tx, { secret, purpose: 'passkey-register', now });
	if (!asked?.challenge || asked.personId !== personId) return false;
	const verified = await verifyRegistrationResponse({ response, expectedChallenge: asked.challenge, expectedOrigin: rp.origin, expectedRPID: idOf(rp), requireUserVerification: true }).catch(() => undefined);
	if (!verified?.registrationInfo) return false;
	const { credential, credentialBackedUp } = verified.registrationInfo;
	const added = await tx
		.insert(passkey)
		.values({ id: credential.id, personId, publicKey: Buffer.from(credential.publicKey).toString('base64url'), counter: credential.counter, transports: credential.transports ?? [], name, backedUp: credentialBackedUp, createdAt: now })
		.onConflictDoNothing();
	return added.count === 1;
}

/** For signing in: whose it will be the authenticator tells, so nothing is given away about who has one. */
export async function askToSignIn(tx: Tx, { rp, now }: { rp: RelyingParty; now: Date }): Promise<Asked<PublicKeyCredentialRequestOptionsJSON>> {
	const options = await generateAuthenticationOptions({ rpID: idOf(rp), userVerification: 'required', timeout: TIMEOUT });
	return { options, secret: await openChallenge(tx, { purpose: 'passkey-sign-in', challenge: options.challenge, now }) };
}

/** `copied`: its counter went back, so there are two of it (WebAuthn §6.1.1). */
export type PasskeyAnswer = { who: string; passkey: string } | { refused: 'unknown' | 'wrong' | 'copied'; who?: string };

/** Whose passkey answered the challenge. */
export async function answerSignIn(tx: Tx, { rp, secret, response, now }: Answer<AuthenticationResponseJSON>): Promise<PasskeyAnswer> {
	const asked = await takeChallenge(tx, { secret, purpose: 'passkey-sign-in', now });
	const [known] = await tx.select().from(passkey).where(eq(passkey.id, response.id)).for('update');
	if (!asked?.challenge || !known) return { refused: 'unknown' };
	const { personId: who } = known;
	const verified = await verifyAuthenticationResponse({
		response,
		expectedChallenge: asked.challenge,
		expectedOrigin: rp.origin,
		expectedRPID: idOf(rp),
		requireUserVerification: true,
		// The counter is compared below: a copy is another matter than a wrong signature.
		credential: { id: known.id, publicKey: new Uint8Array(Buffer.from(known.publicKey, 'base64url')), counter: 0 }
	}).catch(() => undefined);
	if (!verified?.verified) return { refused: 'wrong', who };
	const { newCounter, credentialBackedUp } = verified.authenticationInfo;
	if ((newCounter > 0 || known.counter > 0) && newCounter <= known.counter) return { refused: 'copied', who };
	await tx.update(passkey).set({ counter: newCounter, backedUp: credentialBackedUp, lastUsedAt: now }).where(eq(passkey.id, known.id));
	return { who, passkey: known.id };
}

export interface OwnPasskey {
	id: string;
	name: string;
	backedUp: boolean;
	createdAt: Date;
	lastUsedAt: Date | null;
}

/** The person's passkeys, the oldest first. */
export const passkeysOf = (tx: Tx, personId: string): Promise<OwnPasskey[]> =>
	tx.select({ id: passkey.id, name: passkey.name, backedUp: passkey.backedUp, createdAt: passkey.createdAt, lastUsedAt: passkey.lastUsedAt }).from(passkey).where(eq(passkey.personId, personId)).orderBy(passkey.createdAt);

const own = ({ id, personId }: { id: string; personId: string }) => and(eq(passkey.id, id), eq(passkey.personId, personId));

/** False when it is not theirs. */
export const renamePasskey = async (tx: Tx, { name, ...whose }: { id: string; personId: string; name: string }): Promise<boolean> => (await tx.update(passkey).set({ name }).where(own(whose))).count === 1;

/** False when it is not theirs. */
export const removePasskey = async (tx: Tx, whose: { id: string; personId: string }): Promise<boolean> => (await tx.delete(passkey).where(own(whose))).count === 1;
