import { type ChildProcess, spawn } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** A place for one recorder: its spool, its socket, its key. */
export interface Den {
	folder: string;
	spool: string;
	socketPath: string;
	publicKeyPem: string;
	env: Record<string, string>;
}

export function den(store: Record<string, string>, extra: Record<string, string> = {}): Den {
	const folder = mkdtempSync(join(tmpdir(), 'sal-recorder-'));
	const { privateKey, publicKey } = generateKeyPairSync('ed25519', { privateKeyEncoding: { type: 'pkcs8', format: 'pem' }, publicKeyEncoding: { type: 'spki', format: 'pem' } });
	const key = join(folder, 'sfu-1.pem');
	writeFileSync(key, privateKey, { mode: 0o600 });
	const spool = join(folder, 'spool');
	const socketPath = join(folder, 'recorder.sock');
	const env = { ...store, SAL_SFU_ID: 'sfu-1', SAL_SFU_KEY_FILE: key, SAL_RECORDER_SOCKET: socketPath, SAL_SPOOL: spool, SAL_LOCK_SECONDS_SPOOL: '5', ...extra };
	return { folder, spool, socketPath, publicKeyPem: publicKey, env };
}

/** Starts the recorder as the launcher does. */
export function startRecorderProcess({ env }: Den): ChildProcess {
	const main = fileURLToPath(new URL('../main.ts', import.meta.url));
	return spawn(process.execPath, [main], { env: { PATH: process.env['PATH'], ...env }, stdio: ['ignore', process.env['SAL_TRIAL_LOGS'] ? 'inherit' : 'ignore', 'inherit'] });
}

/** Kills a child that may be dead already, and waits for its end. */
export async function end(child: ChildProcess | undefined, signal: NodeJS.Signals = 'SIGKILL'): Promise<void> {
	if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
	const gone = once(child, 'exit');
	child.kill(signal);
	await gone;
}
