/** How much of the machine's processors nobody wanted, read from Linux's /proc. */
import { readFileSync } from 'node:fs';

interface Times {
	all: number;
	/** Waiting for a disk is idle, too. */
	idle: number;
}

export function times(): Times {
	const [first = ''] = readFileSync('/proc/stat', 'utf8').split('\n');
	// user, nice, system, idle, iowait, irq, softirq, steal; what guests used is in user already.
	const fields = first.trim().split(/\s+/).slice(1, 9).map(Number);
	return { all: fields.reduce((sum, one) => sum + one, 0), idle: (fields[3] ?? 0) + (fields[4] ?? 0) };
}

/** Percent of all processors that were idle since then. */
export function idleSince(before: Times): number {
	const now = times();
	return (100 * (now.idle - before.idle)) / Math.max(1, now.all - before.all);
}
