/** What the processes of a browser have used of the processor, read from Linux's /proc. */
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';

const ticksPerSecond = Number(execFileSync('getconf', ['CLK_TCK'], { encoding: 'utf8' }));

interface Process {
	parent: number;
	/** Chromium's kind of process (`renderer`, `gpu-process`, …); empty for the browser itself. */
	kind: string;
	/** User and system time since its start, in seconds. */
	seconds: number;
}

function read(pid: number): Process | null {
	try {
		const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
		// The name, in brackets, may hold spaces and brackets itself; what follows are numbers.
		const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
		const kind = /--type=([a-z-]+)/.exec(readFileSync(`/proc/${pid}/cmdline`, 'utf8'))?.[1] ?? '';
		return { parent: Number(fields[1]), kind, seconds: (Number(fields[11]) + Number(fields[12])) / ticksPerSecond };
	} catch {
		// It has ended meanwhile.
		return null;
	}
}

/** Seconds of processor time that the process and its descendants have used up to now, by their kind. */
export function processorTime(root: number): Map<string, number> {
	const all = new Map<number, Process>();
	for (const name of readdirSync('/proc')) {
		const one = /^\d+$/.test(name) ? read(Number(name)) : null;
		if (one) all.set(Number(name), one);
	}
	const belongs = (pid: number): boolean => pid === root || (all.has(pid) && belongs(all.get(pid)?.parent ?? 0));
	const sums = new Map<string, number>();
	for (const [pid, { kind, seconds }] of all) if (belongs(pid)) sums.set(kind, (sums.get(kind) ?? 0) + seconds);
	return sums;
}
