// Sets the machine up, then hands over to the supervisor. It has no dependencies and runs on Node 20: on a bare machine nothing else is there.
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { Failure } from './setup/failure.mjs';
import { listeningPort } from './setup/preflight.mjs';
import { setUp } from './setup/setup.mjs';

const say = (/** @type {string} */ line) => console.log(line);

/** @type {NodeJS.Signals[]} */
const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'];
// While setting up, leaving by way of `exit` lets what is being run be ended too.
for (const signal of signals) process.on(signal, () => process.exit(130));

try {
	listeningPort(process.env);
	say('Sál: setting up');
	const { machine, node, env } = await setUp({ env: process.env, tests: false, say });
	process.exitCode = await handOver(node, [join(machine.root, 'web/launch/main.ts')], { ...process.env, ...env });
} catch (error) {
	if (!(error instanceof Failure)) throw error;
	console.error(error.message);
	process.exitCode = 1;
}

/** Runs the supervisor and passes signals on. The channel tells it when this process is gone, however it went. @param {string} node @param {string[]} args @param {NodeJS.ProcessEnv} env @returns {Promise<number>} */
function handOver(node, args, env) {
	return new Promise((done) => {
		const child = spawn(node, args, { env, stdio: ['inherit', 'inherit', 'inherit', 'ipc'] });
		// At a terminal Ctrl-C reaches the supervisor by itself as well; it stops once, however often it is told.
		for (const signal of signals) process.removeAllListeners(signal).on(signal, () => child.kill('SIGTERM'));
		child.on('exit', (code) => done(code ?? 1));
	});
}
