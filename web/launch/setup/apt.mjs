import { Failure } from './failure.mjs';

/**
 * A package of the distribution and how to see that it is there: not by the package manager, because the machine may have the
 * program from elsewhere.
 * @typedef {{ name: string, present: boolean }} DistributionPackage
 */

/** The one command that installs what is missing. @param {string[]} names */
export const aptCommand = (names) => `apt-get install --no-install-recommends ${names.join(' ')}`;

/** @param {DistributionPackage[]} packages @returns {string[]} names of what is missing, each once */
export const missing = (packages) => [...new Set(packages.filter(({ present }) => !present).map(({ name }) => name))];

/** Guard: may the missing packages be installed at all? @param {import('./machine.mjs').Machine} machine @param {string[]} names */
export function requirePackages(machine, names) {
	if (names.length === 0) return;
	if (!machine.onPath('apt-get')) throw new Failure(`Some programs are missing and this system has no apt-get: install what Debian calls ${names.join(' ')}, then start again.`);
	if (!machine.superuser) throw new Failure(`Some programs are missing and only root may install them: run "sudo ${aptCommand(names)}", then start again.`);
}

/** Installs packages, once for all rooms. @param {import('./machine.mjs').Machine} machine @param {string[]} names */
export async function installPackages(machine, names) {
	const env = { DEBIAN_FRONTEND: 'noninteractive', LC_ALL: 'C.UTF-8' };
	const wait = ['-o', 'DPkg::Lock::Timeout=300', '-o', 'Acquire::Retries=3'];
	await machine.run({ command: 'apt-get', args: [...wait, 'update'], env, log: 'setup-apt.log', otherwise: 'The package lists could not be fetched: check the connection to the Debian mirror.' });
	await machine.run({ command: 'apt-get', args: [...wait, 'install', '-y', '--no-install-recommends', ...names], env, log: 'setup-apt.log', otherwise: `The distribution's packages could not be installed: try "${aptCommand(names)}" by hand.` });
}
