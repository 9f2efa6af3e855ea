/** How tests and benches run their programs: one after the other, and none of them, nor what it has started, outlives a signal. */
import { spawn, type ChildProcess } from 'node:child_process';
import { cloneFolder } from './setup/machine.mjs';
import { endTree } from './supervise/end-tree.ts';

/** Milliseconds until what a program has left is ended by force; Playwright gives the portal 30 s to end in order. */
const PATIENCE = 40_000;

export class Runner {
	#running: ChildProcess | undefined;
	#stopping: Promise<void> | undefined;

	/** A signal ends what runs, then what `close` closes, then this process. Our parent's death is a signal too: it holds the other end of a channel. */
	constructor(close: () => Promise<void>) {
		const stop = async () => {
			const pid = this.#running?.pid;
			if (pid !== undefined) await endTree(pid, { patience: PATIENCE });
			await close();
			process.exit(130);
		};
		for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP', 'disconnect'] as const) process.on(signal as NodeJS.Signals, () => void (this.#stopping ??= stop()));
	}

	/**
	 * Runs a program to its end; answers with its exit code, 1 when there is none. `onOutput` takes what it prints, which is otherwise printed
	 * here. After a signal nothing is started and nothing is answered: this process ends.
	 */
	run(command: string, args: string[], { env, onOutput }: { env: NodeJS.ProcessEnv; onOutput?: (text: string) => void }): Promise<number> {
		return new Promise((done) => {
			if (this.#stopping) return;
			// A group of its own, so that a Ctrl-C at the terminal reaches it through us, once and in order.
			const child = spawn(command, args, { cwd: cloneFolder, env, detached: true, stdio: ['ignore', onOutput ? 'pipe' : 'inherit', 'inherit'] });
			this.#running = child;
			child.stdout?.setEncoding('utf8').on('data', (text: string) => onOutput?.(text));
			const ended = (code: number | null) => {
				if (this.#stopping) return;
				this.#running = undefined;
				done(code ?? 1);
			};
			child.on('error', () => ended(1));
			child.on('close', ended);
		});
	}
}
