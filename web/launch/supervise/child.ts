import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, existsSync, openSync, renameSync, statSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { delayAfter, nextAttempts } from './backoff.ts';
import { forgetPid, notePid, signal } from './process-identity.ts';

export interface Program {
	name: string;
	command: string;
	args: string[];
	env: NodeJS.ProcessEnv;
	cwd?: string;
	/** Runs as this account of the system instead of ours. */
	account?: { uid: number; gid: number };
	/** What asks it to end in good order; SIGTERM unless told otherwise. */
	stopSignal?: NodeJS.Signals;
	/** Milliseconds until it is ended by force. */
	patience: number;
}

export interface Child {
	readonly name: string;
	/** Undefined while it does not run. */
	readonly pid: number | undefined;
	/** How often it has ended soon after its start. */
	readonly attempts: number;
	readonly log: string;
	/** Ends it and everything it has started; may be called twice. */
	stop(): Promise<void>;
}

/** A log that has grown beyond this many bytes is put aside at the next start of its process. */
const LOG_LIMIT = 20_000_000;

/**
 * Runs a program and starts it again, with growing delays, whenever it ends. Its output goes to `<logs>/<name>.log` by file descriptor,
 * so it outlives us; it leads a process group of its own, so a Ctrl-C at the terminal reaches only the launcher, which ends things in order.
 */
export function supervise(program: Program, { logs, run, changed }: { logs: string; run: string; changed: () => void }): Child {
	const log = join(logs, `${program.name}.log`);
	const pidFile = join(run, `${program.name}.pid`);
	let child: ChildProcess | undefined;
	let attempts = 0;
	let timer: NodeJS.Timeout | undefined;
	let stopping: Promise<void> | undefined;

	const note = (text: string) => {
		const file = openSync(log, 'a', 0o600);
		writeSync(file, `--- ${new Date().toISOString()} ${text}\n`);
		closeSync(file);
	};

	function start(): void {
		if (existsSync(log) && statSync(log).size > LOG_LIMIT) renameSync(log, `${log}.1`);
		note(`start ${program.command} ${program.args.join(' ')}`);
		const began = Date.now();
		const output = openSync(log, 'a', 0o600);
		const started = spawn(program.command, program.args, { cwd: program.cwd, env: program.env, detached: true, stdio: ['ignore', output, output], ...program.account });
		closeSync(output);
		child = started;
		if (started.pid) notePid(pidFile, started.pid);
		let over = false;
		const ended = (how: string) => {
			if (over) return;
			over = true;
			// Whatever it had started (an encoder, a worker) must not outlive it and hold its ports.
			if (started.pid) signal(-started.pid, 'SIGKILL');
			child = undefined;
			forgetPid(pidFile);
			attempts = nextAttempts(attempts, Date.now() - began);
			note(`${program.name} ended: ${how}`);
			if (!stopping) timer = setTimeout(start, delayAfter(attempts));
			changed();
		};
		started.on('error', (error) => ended(error.message));
		started.on('exit', (code, by) => ended(code === null ? `by ${by}` : `exit code ${code}`));
		changed();
	}

	async function stop(): Promise<void> {
		clearTimeout(timer);
		const ending = child;
		if (!ending?.pid) return;
		const gone = new Promise<void>((done) => ending.once('exit', () => done()));
		signal(ending.pid, program.stopSignal ?? 'SIGTERM');
		const force = setTimeout(() => ending.pid && signal(-ending.pid, 'SIGKILL'), program.patience);
		await gone;
		clearTimeout(force);
	}

	start();
	return {
		name: program.name,
		log,
		get pid() {
			return child?.pid;
		},
		get attempts() {
			return attempts;
		},
		stop: () => (stopping ??= stop())
	};
}
