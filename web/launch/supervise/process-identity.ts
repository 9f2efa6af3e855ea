import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import * as v from 'valibot';

/** A process, told apart from a later one with the same number by the moment it began (clock ticks since boot). */
export interface ProcessIdentity {
	pid: number;
	began: string;
}

const schema = v.object({ pid: v.pipe(v.number(), v.integer(), v.minValue(2)), began: v.string() });

/** The process that has this number now, or undefined when there is none. */
export function identify(pid: number): ProcessIdentity | undefined {
	try {
		const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
		// The name may hold spaces and parentheses: count the fields after its end. The state is the first, the start time the twentieth.
		const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
		return fields[0] === 'Z' ? undefined : { pid, began: fields[19] ?? '' };
	} catch {
		return undefined;
	}
}

export const alive = ({ pid, began }: ProcessIdentity): boolean => identify(pid)?.began === began;

/** Leaves a note about a running process, for a launcher that comes after one that was killed. */
export function notePid(file: string, pid: number): void {
	const identity = identify(pid);
	if (identity) writeFileSync(file, JSON.stringify(identity), { mode: 0o600 });
}

/** The process of such a note if it still runs. */
export function noted(file: string): ProcessIdentity | undefined {
	try {
		const identity = v.parse(schema, JSON.parse(readFileSync(file, 'utf8')));
		return alive(identity) ? identity : undefined;
	} catch {
		return undefined;
	}
}

export const forgetPid = (file: string): void => rmSync(file, { force: true });

/** Sends a signal; a process that is gone already is no error. */
export function signal(pid: number, name: NodeJS.Signals): void {
	try {
		process.kill(pid, name);
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
	}
}
