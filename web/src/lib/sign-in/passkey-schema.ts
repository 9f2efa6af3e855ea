/** What browsers answer to a passkey's challenge (WebAuthn §5.1.8): looked through here as far as it is read, and proved by its signature. */
import * as v from 'valibot';

const text = v.pipe(v.string(), v.maxLength(20_000));
const credential = { id: text, rawId: text, type: v.literal('public-key'), clientExtensionResults: v.record(v.string(), v.unknown()), authenticatorAttachment: v.optional(v.picklist(['cross-platform', 'platform'])) };

export const assertionSchema = v.object({ ...credential, response: v.object({ clientDataJSON: text, authenticatorData: text, signature: text, userHandle: v.optional(text) }) });

export const attestationSchema = v.object({
	...credential,
	response: v.object({ clientDataJSON: text, attestationObject: text, transports: v.optional(v.array(v.pipe(v.string(), v.maxLength(30)))) })
});
