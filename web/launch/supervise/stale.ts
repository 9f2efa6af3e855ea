import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Failure } from '../setup/failure.mjs';
import { alive, forgetPid, noted, notePid, signal } from './process-identity.ts';

export const LAUNCHER = 'launcher.pid';
/** How long processes of a launcher that was killed may take to end, in milliseconds. */
const PATIENCE = 15_000;

/**
 * Takes possession of a data folder: refuses when another launcher runs from it, and ends what a launcher that was killed has left
 * running. Answers with the names of what it had to end.
 */
export async function takeOver(run: string): Promise<string[]> {
	const other = noted(join(run, LAUNCHER));
	if (other && other.pid !== process.pid) throw new Failure(`Sál already runs from this data folder (process ${other.pid}): stop it with Ctrl-C there, or choose another folder with SAL_DATA.`);
	const files = readdirSync(run).filter((name) => name.endsWith('.pid') && name !== LAUNCHER);
	const stale = files.flatMap((file) => {
		const identity = noted(join(run, file));
		return identity ? [{ name: file.slice(0, -'.pid'.length), identity }] : [];
	});
	// PostgreSQL takes SIGTERM as "wait until everybody has left"; SIGINT ends its sessions.
	for (const { name, identity } of stale) signal(identity.pid, name === 'postgres' ? 'SIGINT' : 'SIGTERM');
	const limit = Date.now() + PATIENCE;
	while (stale.some(({ identity }) => alive(identity)) && Date.now() < limit) await sleep(50);
	for (const { identity } of stale) if (alive(identity)) signal(-identity.pid, 'SIGKILL');
	for (const file of files) forgetPid(join(run, file));
	for (const socket of ['recorder.sock', 'stream.sock']) rmSync(join(run, socket), { force: true });
	notePid(join(run, LAUNCHER), process.pid);
	return stale.map(({ name }) => name);
}
