import { spawn } from 'node:child_process';
import { Failure } from './failure.mjs';

/** @type {NodeJS.Signals[]} */
const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'];

/**
 * The frame of an entry point: runs it, prints a {@link Failure} as its one sentence, sets the exit code. Until {@link handOver}, a signal
 * ends this process in a way that lets what it is running be ended too.
 * @param {() => Promise<number>} work
 */
export async function entry(work) {
	for (const signal of signals) process.on(signal, () => process.exit(130));
	try {
		process.exitCode = await work();
	} catch (error) {
		if (!(error instanceof Failure)) throw error;
		console.error(error.message);
		// Not by `exitCode`: steps that are still running end with this process.
		process.exit(1);
	}
}

/**
 * Goes on as another program and answers with its exit code; signals are passed on. The channel tells it when this process is gone,
 * however it went.
 * @param {string} command @param {string[]} args @param {NodeJS.ProcessEnv} env @returns {Promise<number>}
 */
export function handOver(command, args, env) {
	return new Promise((done, fail) => {
		const child = spawn(command, args, { env, stdio: ['inherit', 'inherit', 'inherit', 'ipc'] });
		// At a terminal Ctrl-C reaches the other program by itself as well; it stops once, however often it is told.
		for (const signal of signals) process.removeAllListeners(signal).on(signal, () => child.kill('SIGTERM'));
		child.on('error', (error) => fail(new Failure(`${command} could not be run: ${error.message}`)));
		child.on('exit', (code) => done(code ?? 1));
	});
}
