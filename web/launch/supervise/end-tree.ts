import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import { alive, identify, signal, type ProcessIdentity } from './process-identity.ts';

/** How often it is looked who is left, ms. */
const LOOK_MS = 100;

/**
 * Ends a program that leads a process group of its own, and everything that it has started: browsers and servers lead groups of their own and
 * would outlive it. All of its group are asked as by Ctrl-C; what is left after `patience` (ms) is ended by force.
 */
export async function endTree(pid: number, { patience }: { patience: number }): Promise<void> {
	const tree = new Map<number, ProcessIdentity>();
	const left = () => {
		for (const one of processTree(pid)) tree.set(one.pid, one);
		return [...tree.values()].filter(alive);
	};
	const until = Date.now() + patience;
	// Seen before they are asked: who has lost its parent is no longer found below us.
	left();
	signal(-pid, 'SIGINT');
	while (left().length > 0 && Date.now() < until) await wait(LOOK_MS);
	for (const one of left()) signal(one.pid, 'SIGKILL');
}

/** The process and all that descend from it now. */
export function processTree(root: number): ProcessIdentity[] {
	const children = new Map<number, number[]>();
	for (const pid of readdirSync('/proc').map(Number).filter(Number.isInteger)) {
		const parent = parentOf(pid);
		if (parent !== undefined) children.set(parent, [...(children.get(parent) ?? []), pid]);
	}
	const below = (pid: number): number[] => [pid, ...(children.get(pid) ?? []).flatMap(below)];
	return below(root).flatMap((pid) => identify(pid) ?? []);
}

function parentOf(pid: number): number | undefined {
	try {
		return Number(/^PPid:\s+(\d+)$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]);
	} catch {
		return undefined;
	}
}
