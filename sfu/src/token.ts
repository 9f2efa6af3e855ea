import { SignJWT, importPKCS8, importSPKI, jwtVerify } from 'jose';
import * as v from 'valibot';
import { grants } from './protocol.ts';

/** How long a join token may wait between the portal's decision and the first join, in seconds. */
export const JOIN_TOKEN_SECONDS = 300;
const ISSUER = 'sal-web';

/**
 * What the portal has decided about one person and one room. The media server believes this and nothing else:
 * identity and grants are never read from a message.
 */
export const admissionSchema = v.object({
	/** Person id (UUID) or, for guests, the guest id (UUID): the same person has the same id on every reconnect. */
	sub: v.pipe(v.string(), v.uuid()),
	name: v.pipe(v.string(), v.minLength(1), v.maxLength(120)),
	/** Name of the organisation, as shown under the tile; empty for guests. */
	organisation: v.pipe(v.string(), v.maxLength(200)),
	guest: v.boolean(),
	/** Meeting id, which is the room's name (UUID, in lower case: one meeting must not have two rooms). */
	room: v.pipe(v.string(), v.uuid(), v.toLowerCase()),
	/** Which media server may admit; a token for another one is refused. */
	sfu: v.pipe(v.string(), v.minLength(1), v.maxLength(64)),
	grants: v.array(v.picklist(grants)),
	/** True: enters the lobby and waits for a host, even if the room is not locked. */
	lobby: v.boolean(),
	/** `viewer`: receives pictures and sound; `onlooker`: only how the session stands. Neither is in anybody's list, neither can do anything. `participant` unless told otherwise. */
	seat: v.optional(v.picklist(['participant', 'viewer', 'onlooker']), 'participant'),
	/** Stays when the public is shut out: a member's own tablet, the desks. */
	inside: v.optional(v.boolean(), false),
	/** Room settings; the first token that opens the room sets them. */
	meeting: v.object({
		title: v.pipe(v.string(), v.maxLength(300)),
		kind: v.picklist(['session', 'case', 'call']),
		/** May this meeting be recorded at all? */
		recordable: v.boolean(),
		/** May everybody watch it while it runs, without an account (the public stream)? */
		public: v.optional(v.boolean()),
		/** Lock of the recording's pieces, as the portal's settings say for this kind. */
		retention: v.object({ mode: v.picklist(['COMPLIANCE', 'GOVERNANCE']), seconds: v.pipe(v.number(), v.integer(), v.minValue(1)) })
	})
});
export type Admission = v.InferInput<typeof admissionSchema>;

/** An admission as it came out of a token. */
export interface SignedAdmission extends v.InferOutput<typeof admissionSchema> {
	/** When the portal decided, in ms since 1970. */
	signedAt: number;
}

/** Signs an admission with the portal's Ed25519 key (PKCS #8 PEM). Valid for {@link JOIN_TOKEN_SECONDS} unless told otherwise. */
export async function signAdmission({ admission, privateKeyPem, seconds = JOIN_TOKEN_SECONDS }: { admission: Admission; privateKeyPem: string; seconds?: number }): Promise<string> {
	const { sub, ...claims } = admission;
	return new SignJWT({ ...claims, jti: crypto.randomUUID() })
		.setProtectedHeader({ alg: 'EdDSA' })
		.setIssuer(ISSUER)
		.setAudience('sal-sfu')
		.setSubject(sub)
		// With its fraction: a decision that is a tenth of a second newer voids this one.
		.setIssuedAt(Date.now() / 1000)
		.setExpirationTime(Math.floor(Date.now() / 1000) + seconds)
		.sign(await importPKCS8(privateKeyPem, 'EdDSA'));
}

/** Checks signature, issuer, expiry, media server and shape. Throws (jose or valibot error) when anything is off. */
export async function verifyAdmission({ token, publicKeyPem, sfu }: { token: string; publicKeyPem: string; sfu: string }): Promise<SignedAdmission> {
	const { payload } = await jwtVerify(token, await importSPKI(publicKeyPem, 'EdDSA'), { algorithms: ['EdDSA'], issuer: ISSUER, audience: 'sal-sfu', requiredClaims: ['exp', 'iat', 'sub'] });
	const admission = v.parse(admissionSchema, payload);
	if (admission.sfu !== sfu) throw new Error('token is for another media server');
	return { ...admission, signedAt: (payload.iat ?? 0) * 1000 };
}
