/** The voter's side of a secret ballot, in the browser. */
import { fromHex, importSignKey, sealBallot, sha256, suite, toHex, type BallotKeys } from './secret.ts';

/** A credential that is asked for; kept until the answer comes, because the answer to another request would be refused. All hex. */
export interface Request {
	message: string;
	blinded: string;
	/** Takes the blinding off again. */
	inverse: string;
}

export interface Credential {
	message: string;
	signature: string;
}

const random = (bytes: number): Uint8Array<ArrayBuffer> => crypto.getRandomValues(new Uint8Array(bytes));

export async function requestCredential({ sign }: BallotKeys): Promise<Request> {
	const message = suite.prepare(random(32));
	const { blindedMsg, inv } = await suite.blind(await importSignKey(sign), message);
	return { message: toHex(message), blinded: toHex(blindedMsg), inverse: toHex(inv) };
}

/** @throws {Error} when the portal has signed with another key than it has shown */
export async function finishCredential({ sign }: BallotKeys, { message, inverse }: Request, signature: string): Promise<Credential> {
	return { message, signature: toHex(await suite.finalize(await importSignKey(sign), fromHex(message), fromHex(signature), fromHex(inverse))) };
}

/** A ballot, and the receipt by which its voter will find it counted. */
export async function fillBallot({ seal }: BallotKeys, { message, signature }: Credential, choices: string[]): Promise<{ ballot: { message: string; signature: string; sealed: string }; receipt: string }> {
	const receipt = toHex(random(16));
	return { ballot: { message, signature, sealed: await sealBallot({ key: seal, credential: await sha256(message), content: { choices, receipt } }) }, receipt };
}
