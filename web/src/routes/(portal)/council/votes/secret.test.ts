/** Ballots and credentials, as the browser and the portal make them. */
import { mkdtemp, readFile, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { fillBallot, finishCredential, requestCredential } from './credential.ts';
import { fromHex, importSignKey, openBallot, receiptHash, sealBallot, sha256, showReceipt, suite, toHex } from './secret.ts';
import { portalVoteKeys, voteKeys, type Prepared, type VoteKeys } from './secret-keys.server.ts';

let folder: string;
let keys: VoteKeys;
let vote: Prepared;
let other: Prepared;
beforeAll(async () => {
	folder = await mkdtemp(join(tmpdir(), 'sal-keys-'));
	keys = voteKeys(folder);
	[vote, other] = await Promise.all([keys.prepare(), keys.prepare()]);
});

async function credentialOf(of: Prepared) {
	const request = await requestCredential(of);
	const signature = await keys.sign(of.vote, fromHex(request.blinded));
	if (!signature) throw new Error('not signed');
	return { request, signature, credential: await finishCredential(of, request, toHex(signature)) };
}
const verify = async (of: Prepared, { message, signature }: { message: string; signature: string }) => suite.verify(await importSignKey(of.sign), fromHex(signature), fromHex(message));

describe('a credential', () => {
	it('is signed without being seen, and good for its vote only', async () => {
		const { request, signature, credential } = await credentialOf(vote);
		expect(await verify(vote, credential)).toBe(true);
		expect(await verify(other, credential)).toBe(false);
		// Nothing that the portal has seen when it signed is in what it sees when the ballot comes.
		for (const seen of [request.blinded, toHex(signature)]) expect([credential.message, credential.signature]).not.toContain(seen);
		// The same request has the same answer.
		expect(toHex((await keys.sign(vote.vote, fromHex(request.blinded))) ?? new Uint8Array())).toBe(toHex(signature));
	});

	it('that is changed anywhere is none', async () => {
		const { credential } = await credentialOf(vote);
		await fc.assert(
			fc.asyncProperty(fc.constantFrom('message' as const, 'signature' as const), fc.nat(), fc.integer({ min: 1, max: 255 }), async (what, at, change) => {
				const bytes = fromHex(credential[what]);
				bytes[at % bytes.length] = (bytes[at % bytes.length] ?? 0) ^ change;
				expect(await verify(vote, { ...credential, [what]: toHex(bytes) })).toBe(false);
			}),
			{ numRuns: 40 }
		);
	});

	it.each([
		['of the wrong length', new Uint8Array(255).fill(7)],
		['larger than the modulus', new Uint8Array(256).fill(255)]
	])('is not signed %s', async (_, blinded) => {
		expect(await keys.sign(vote.vote, blinded)).toBeNull();
	});

	it('refuses a signature with another key', async () => {
		const request = await requestCredential(vote);
		const signature = await keys.sign(other.vote, fromHex(request.blinded));
		await expect(finishCredential(vote, request, toHex(signature ?? new Uint8Array(256)))).rejects.toThrow();
	});
});

describe('a portal without a place for keys', () => {
	it('has none to tidy, and opens no secret vote', async () => {
		const nowhere = portalVoteKeys(undefined);
		expect(await nowhere.list(new Date())).toEqual([]);
		await expect(nowhere.prepare()).rejects.toThrow('SAL_SEAL_KEY_FILE');
	});
});

describe('a ballot', () => {
	it('says what was chosen to whoever has the key, is as long as any other, and never the same twice', async () => {
		const key = await keys.opener(vote.vote);
		const credential = await sha256('lístek');
		await fc.assert(
			fc.asyncProperty(fc.array(fc.stringMatching(/^[a-z0-9]{1,8}$/), { maxLength: 12 }), fc.uint8Array({ minLength: 16, maxLength: 16 }), async (choices, receipt) => {
				const content = { choices, receipt: toHex(receipt) };
				const [sealed, again] = await Promise.all([sealBallot({ key: vote.seal, credential, content }), sealBallot({ key: vote.seal, credential, content })]);
				expect(sealed).toHaveLength(512);
				expect(again).not.toBe(sealed);
				expect(await openBallot({ key, credential, sealed })).toEqual(content);
			}),
			{ numRuns: 30 }
		);
	});

	it('does not open with another credential or another vote’s key', async () => {
		const { credential } = await credentialOf(vote);
		const { ballot } = await fillBallot(vote, credential, ['for']);
		const own = await sha256(ballot.message);
		expect(await openBallot({ key: await keys.opener(vote.vote), credential: await sha256('jiný'), sealed: ballot.sealed })).toBeNull();
		expect(await openBallot({ key: await keys.opener(other.vote), credential: own, sealed: ballot.sealed })).toBeNull();
		expect((await openBallot({ key: await keys.opener(vote.vote), credential: own, sealed: ballot.sealed }))?.choices).toEqual(['for']);
	});
});

it.each([
	['0123 4567 89AB CDEF 0123 4567 89AB CDEF', true],
	['0123-4567-89ab-cdef-0123-4567-89ab-cdef', true],
	['0123456789abcdef', false],
	['nic', false]
])('a receipt is read as people write it: %s', async (written, known) => {
	expect(await receiptHash(written)).toBe(known ? await sha256('0123456789abcdef0123456789abcdef') : null);
	expect(showReceipt('0123456789abcdef0123456789abcdef')).toBe('0123 4567 89AB CDEF 0123 4567 89AB CDEF');
});

it('keys are files for nobody else, and gone when they are destroyed', async () => {
	const { vote: mine } = await keys.prepare();
	const file = join(folder, `${mine}.json`);
	expect((await stat(file)).mode & 0o777).toBe(0o600);
	expect(await readFile(file, 'utf8')).toContain('"d"');
	expect(await keys.list(new Date(Date.now() + 1_000))).toContain(mine);
	expect(await keys.list(new Date(Date.now() - 60_000))).toEqual([]);
	await keys.destroy(mine);
	await expect(keys.opener(mine)).rejects.toThrow('ENOENT');
	expect(await keys.list(new Date(Date.now() + 1_000))).not.toContain(mine);
});
