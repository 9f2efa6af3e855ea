import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { seal, type Store } from '../src/index.ts';
import { makeRecording, portal, sfu, trust } from './recording.ts';
import { endpoint, root, soon, testStore } from './server.ts';

let store: Store;
let folder: string;
let env: NodeJS.ProcessEnv;
let recording: string;
let firstKey: string;

beforeAll(async () => {
	store = await testStore();
	folder = await mkdtemp(join(tmpdir(), 'sal-cli-'));
	await writeFile(join(folder, 'web.pub.pem'), portal.publicKeyPem);
	await writeFile(join(folder, 'sfu-1.pub.pem'), sfu.publicKeyPem);
	const keys = { S3_ACCESS_KEY: root().accessKey, S3_SECRET_KEY: root().secretKey, SAL_WEB_PUBLIC_KEY_FILE: join(folder, 'web.pub.pem'), SAL_SFU_KEYS_DIR: folder };
	env = { PATH: process.env.PATH, S3_ENDPOINT: endpoint(), S3_BUCKET_PREFIX: store.buckets.spool.replace('spool', ''), ...keys };
	const lock = { mode: 'COMPLIANCE' as const, until: soon() };
	const made = await makeRecording({ store, lock });
	recording = made.recording;
	const { manifest } = await seal({ store, close: made.close, signers: trust.sfus, about: {}, retention: lock, signer: 'sal-web', privateKeyPem: portal.privateKeyPem, now: new Date() });
	firstKey = manifest.files[0]?.object.key ?? '';
});
afterAll(async () => {
	store.close();
	await rm(folder, { recursive: true });
});

function storage(args: string[], change: NodeJS.ProcessEnv = {}): Promise<{ code: number; out: string; err: string }> {
	return new Promise((resolve) => {
		const child = execFile(process.execPath, [join(import.meta.dirname, '../src/cli.ts'), ...args], { env: { ...env, ...change } }, (_error, out, err) => resolve({ code: child.exitCode ?? -1, out, err }));
	});
}

describe('storage on the command line', () => {
	it('says in Czech and English that a recording is whole', async () => {
		expect(await storage(['verify', recording])).toMatchObject({ code: 0, out: 'Nahrávka je úplná a nezměněná.\n' });
		expect(await storage(['verify', recording, '--english'])).toMatchObject({ code: 0, out: 'The recording is whole and unchanged.\n' });
	});

	it('names what was done to it, and ends with 1', async () => {
		await store.client.removeObject(store.buckets.archive, firstKey);
		const { code, out } = await storage(['verify', recording]);
		expect(code).toBe(1);
		expect(out).toContain(`- ${firstKey} někdo smazal, ale zaznamenaná verze je zamčená`);
		expect(JSON.parse((await storage(['verify', recording, '--json'])).out)).toMatchObject({ whole: true, untouched: false, findings: [{ kind: 'hidden', key: firstKey }] });
	});

	it('runs the self-test', async () => {
		const { code, out } = await storage(['selftest']);
		expect(code).toBe(0);
		expect(out).toContain('ok     delete-refused: refused:');
	});

	it.each<[string, string[], NodeJS.ProcessEnv, string]>([
		['a recording that is not there', ['verify', 'nobody'], {}, 'V archivu není zapečetěná nahrávka nobody.'],
		['a wrong call', ['verfy'], {}, 'storage verify <recording>'],
		['no address', ['selftest'], { S3_ENDPOINT: undefined }, 'S3_ENDPOINT is not set'],
		['no key', ['selftest'], { S3_ACCESS_KEY: undefined }, 'S3_CREDENTIALS_FILE'],
		['no public key', ['verify', 'x'], { SAL_WEB_PUBLIC_KEY_FILE: undefined }, 'SAL_WEB_PUBLIC_KEY_FILE'],
		['a store that is away', ['selftest'], { S3_ENDPOINT: 'http://127.0.0.1:9' }, 'ECONNREFUSED']
	])('%s ends with 2 and a sentence', async (_what, args, change, sentence) => {
		const { code, out, err } = await storage(args, change);
		expect(code).toBe(2);
		expect(out + err).toContain(sentence);
		expect(err).not.toContain('    at ');
	});
});
