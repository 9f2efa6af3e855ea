/** Against an authority that is somebody else's code: `openssl ts`. */
import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TimeStampError, timeStampQuery, tokenIn, verifyTimeStamp } from './time-stamp.ts';

const data = Buffer.from('sal.test/archive\n7\nAAAA\n');
let folder: string;
const at = (name: string) => join(folder, name);
const openssl = (...args: string[]) => execFileSync('openssl', args, { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] });
const pem = (name: string) => readFileSync(at(name), 'utf8');

/** A certificate of the test's own root. */
function certify(name: string, extensions: string, { key = 'rsa:2048', days = '30' }: { key?: string; days?: string } = {}): void {
	writeFileSync(at(`${name}.ext`), `basicConstraints=CA:FALSE\nsubjectKeyIdentifier=hash\nauthorityKeyIdentifier=keyid\n${extensions}\n`);
	const kind = key === 'ec' ? ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256'] : ['-newkey', key];
	openssl('req', '-new', ...kind, '-nodes', '-keyout', `${name}.key`, '-out', `${name}.csr`, '-subj', `/C=CZ/O=Test/CN=${name}`);
	openssl('x509', '-req', '-in', `${name}.csr`, '-CA', 'root.crt', '-CAkey', 'root.key', '-CAcreateserial', '-days', days, '-out', `${name}.crt`, '-extfile', `${name}.ext`);
}

function authority(name: string, { digest = 'sha256', ess = 'sha256' }: { digest?: string; ess?: string } = {}): void {
	writeFileSync(at(`${name}.cnf`), `[tsa]\ndefault_tsa=one\n[one]\nserial=${at(`${name}.serial`)}\ncrypto_device=builtin\nsigner_cert=${at(`${name}.crt`)}\ncerts=${at('root.crt')}\nsigner_key=${at(`${name}.key`)}\nsigner_digest=${digest}\ndefault_policy=1.2.3.4.1\ndigests=sha256,sha384,sha512,sha1\naccuracy=secs:1,millisecs:500,microsecs:100\ness_cert_id_alg=${ess}\nordering=yes\ntsa_name=yes\n`);
	writeFileSync(at(`${name}.serial`), '1234\n');
}

/** The authority's reply to our query. */
function ask(name: string, query: Buffer): Buffer {
	writeFileSync(at('query.tsq'), query);
	openssl('ts', '-reply', '-config', at(`${name}.cnf`), '-section', 'one', '-queryfile', 'query.tsq', '-out', 'reply.tsr');
	return readFileSync(at('reply.tsr'));
}
const opensslAccepts = (reply: Buffer, of: Buffer, root = 'root.crt'): boolean => {
	writeFileSync(at('check.tsr'), reply);
	writeFileSync(at('check.data'), of);
	try {
		openssl('ts', '-verify', '-in', 'check.tsr', '-data', 'check.data', '-CAfile', root);
		return true;
	} catch {
		return false;
	}
};
const weAccept = async (reply: Buffer, of: Buffer, root = 'root.crt'): Promise<boolean> => verifyTimeStamp({ token: tokenIn(reply), data: of, trusted: [pem(root)] }).then(() => true, (error: unknown) => { expect(error).toBeInstanceOf(TimeStampError); return false; });

const purpose = 'extendedKeyUsage=critical,timeStamping';
beforeAll(() => {
	folder = mkdtempSync(join(tmpdir(), 'sal-tsa-'));
	for (const root of ['root', 'other']) openssl('req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-keyout', `${root}.key`, '-out', `${root}.crt`, '-days', '60', '-subj', `/C=CZ/CN=${root}`, '-addext', 'keyUsage=critical,keyCertSign,cRLSign');
	certify('tsa', `${purpose}\nkeyUsage=critical,digitalSignature`);
	certify('curve', purpose, { key: 'ec' });
	certify('web', 'extendedKeyUsage=critical,serverAuth');
	certify('both', 'extendedKeyUsage=critical,timeStamping,serverAuth');
	for (const name of ['tsa', 'curve']) authority(name);
});
afterAll(() => rmSync(folder, { recursive: true }));

describe('a time-stamp of OpenSSL', () => {
	it('answers our question, and says when, under which rules and by whom', async () => {
		const nonce = randomBytes(16);
		const before = Date.now();
		const token = tokenIn(ask('tsa', timeStampQuery({ data, nonce })));
		const { at: when, ...said } = await verifyTimeStamp({ token, data, nonce, trusted: [pem('other.crt'), pem('root.crt')] });
		expect(Math.abs(when.getTime() - before)).toBeLessThan(60_000);
		expect(said).toMatchObject({ accuracyMs: 1500.1, policy: '1.2.3.4.1', serial: '1235', authority: 'C=CZ, O=Test, CN=tsa' });
		expect(said.validUntil.getTime()).toBeGreaterThan(before + 29 * 86_400_000);
		await expect(verifyTimeStamp({ token, data, nonce: randomBytes(16), trusted: [pem('root.crt')] })).rejects.toMatchObject({ code: 'nonce' });
	});

	it.each([['tsa', {}], ['curve', {}], ['tsa', { digest: 'sha512' }], ['tsa', { ess: 'sha1' }], ['tsa', { ess: 'sha384' }]])('by %s %j is accepted by both, and by neither for other data or under another root', async (name, options) => {
		authority(name, options);
		const reply = ask(name, timeStampQuery({ data, nonce: randomBytes(8) }));
		for (const [of, root] of [[data, 'root.crt'], [Buffer.from('else'), 'root.crt'], [data, 'other.crt']] as const) expect([of.toString(), root, await weAccept(reply, of, root)]).toEqual([of.toString(), root, opensslAccepts(reply, of, root)]);
		expect(await weAccept(reply, data)).toBe(true);
	});

	it('with any byte changed is accepted by us only where OpenSSL accepts it too', async () => {
		authority('tsa');
		const reply = ask('tsa', timeStampQuery({ data, nonce: randomBytes(8) }));
		let refused = 0;
		for (let position = 0; position < reply.length; position += 41) {
			const changed = Buffer.from(reply);
			changed[position] = (changed[position] ?? 0) ^ 0x01;
			const ours = await Promise.resolve().then(() => weAccept(changed, data)).catch((error: unknown) => { expect(error).toBeInstanceOf(TimeStampError); return false; });
			if (ours) expect([position, opensslAccepts(changed, data)]).toEqual([position, true]);
			else refused += 1;
		}
		expect(refused).toBeGreaterThan(20);
	});
});

describe('a certificate that is not for this', () => {
	it.each(['web', 'both'])('%s: whoever signs with it makes no time-stamp', async (name) => {
		// OpenSSL makes none with such a key: its own certificate is taken out of a good token, and this one put in.
		authority('tsa');
		const reply = ask('tsa', timeStampQuery({ data, nonce: randomBytes(8) }));
		openssl('x509', '-in', `${name}.crt`, '-outform', 'DER', '-out', `${name}.der`);
		openssl('x509', '-in', 'tsa.crt', '-outform', 'DER', '-out', 'tsa.der');
		const [mine, theirs] = [readFileSync(at('tsa.der')), readFileSync(at(`${name}.der`))];
		const where = reply.indexOf(mine);
		expect(where).toBeGreaterThan(0);
		const put = Buffer.concat([reply.subarray(0, where), theirs, reply.subarray(where + mine.length)]);
		await expect(Promise.resolve().then(() => weAccept(put, data)).catch(() => false)).resolves.toBe(false);
		expect(opensslAccepts(put, data)).toBe(false);
	});
});

it('a refusal says why; what is no reply is said to be none', () => {
	authority('tsa');
	writeFileSync(at('tsa.cnf'), readFileSync(at('tsa.cnf'), 'utf8').replace('digests=sha256,sha384,sha512,sha1', 'digests=sha512'));
	expect(() => tokenIn(ask('tsa', timeStampQuery({ data, nonce: randomBytes(8) })))).toThrow(expect.objectContaining({ code: 'refused' }));
	for (const noise of [Buffer.alloc(0), Buffer.from('<html>'), randomBytes(200)]) expect(() => tokenIn(noise)).toThrow(expect.objectContaining({ code: 'malformed' }));
});
