import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** What the launcher says of the house under test; written anew whenever a process dies or comes back. */
export interface House {
	state: string;
	origin: string;
	data: string;
	pids: Partial<Record<string, number>>;
	ports: Record<string, number>;
	databaseOwnerUrl: string;
	s3: { endpoint: string; accessKey: string; secretKey: string };
	demoPassword: string;
}

/** The launcher's status file of a portal; by default of the one that playwright.config.ts has started. */
export function house(data = process.env.SAL_E2E_DATA): House {
	if (!data) throw new Error('SAL_E2E_DATA is not set: run the tests with `npm test`, or `playwright test` in e2e/');
	return JSON.parse(readFileSync(join(data, 'run', 'status.json'), 'utf8')) as House;
}

/** Pid of a running process of the house. */
export function pidOf(name: string): number {
	const pid = house().pids[name];
	if (!pid) throw new Error(`${name} does not run (${JSON.stringify(house().pids)})`);
	return pid;
}

/** Children of a process, from /proc: the media server's workers, PostgreSQL's connections. */
export function childrenOf(pid: number): number[] {
	return readdirSync(`/proc/${pid}/task`).flatMap((task) => readFileSync(`/proc/${pid}/task/${task}/children`, 'utf8').trim().split(' ').filter(Boolean).map(Number));
}

/** From now on the database answers nobody: what was open is cut off, and whoever connects waits. What is returned brings it back; it then recovers as after a crash. */
export function databaseAway(): () => void {
	const pid = pidOf('postgres');
	process.kill(pid, 'SIGSTOP');
	for (const child of childrenOf(pid)) process.kill(child, 'SIGKILL');
	return () => void process.kill(pid, 'SIGCONT');
}
