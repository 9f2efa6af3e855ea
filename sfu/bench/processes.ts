/** What processes have cost so far, as Linux tells it in /proc. */
import { readFileSync } from 'node:fs';

/** Linux counts a process's time in hundredths of a second, whatever its kernel ticks at. */
const ticksPerSecond = 100;

/** CPU time (utime + stime) of these processes, all threads, in seconds. */
export function cpuSeconds(pids: number[]): number {
	const ticks = pids.map((pid) => {
		const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
		return Number(fields[11]) + Number(fields[12]);
	});
	return ticks.reduce((sum, own) => sum + own, 0) / ticksPerSecond;
}

/** Largest resident memory that the process has had, in MB. */
export function peakMegabytes(pid: number): number {
	return Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? NaN) / 1024;
}

/** The process and those that it has started. */
export function family(pid: number): number[] {
	const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim();
	return [pid, ...(children === '' ? [] : children.split(' ').map(Number))];
}
