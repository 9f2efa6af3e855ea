import { delimiter, join } from 'node:path';
import * as db from '../../../db/setup.mjs';
import * as e2e from '../../../e2e/setup.mjs';
import * as sfu from '../../../sfu/setup.mjs';
import * as storage from '../../../storage/setup.mjs';
import { installPackages, missing, requirePackages } from './apt.mjs';
import { buildWeb, built } from './build.mjs';
import { inspect } from './machine.mjs';
import { provideNode } from './node.mjs';
import { installed, npm } from './npm.mjs';
import { requirePlatform, requireSpace } from './preflight.mjs';
import { runSteps } from './steps.mjs';

/**
 * Makes a bare machine able to run Sál: packages, Node, servers, the built portal. What is there already is left alone, so a second
 * run takes a second. Throws a `Failure` with one plain sentence when the operator has to do something.
 * @param {{ env: NodeJS.ProcessEnv, tests: boolean, say: (line: string) => void }} options
 * @returns {Promise<{ machine: import('./machine.mjs').Machine, node: string, env: Record<string, string> }>} `node` is the Node program to go on with
 */
export async function setUp({ env, tests, say }) {
	requirePlatform(`${process.platform}-${process.arch}`);
	const machine = inspect(tests ? { ...env, SAL_TESTS: '1' } : env);
	const modules = installed(machine.root);
	requireSpace({ folders: [machine.cache, machine.data, machine.root], first: !modules });

	const needs = await Promise.all([db, storage, sfu, ...(tests ? [e2e] : [])].map((room) => room.needs(machine)));
	const packages = missing([{ name: 'openssl', present: machine.onPath('openssl') !== undefined }, ...needs.flatMap((need) => need.packages)]);
	requirePackages(machine, packages);

	const tools = toolSteps(machine, modules);
	const answers = await runSteps([
		...tools,
		...(packages.length > 0 ? [{ id: 'packages', title: `Packages of the distribution: ${packages.join(' ')}`, after: [], run: () => installPackages(machine, packages) }] : []),
		...(modules && built(machine.root) ? [] : [{ id: 'portal', title: 'The portal\'s pages', after: ['node', 'modules'], run: () => buildWeb(machine, nodeProgram(machine)) }]),
		...needs.flatMap((need) => need.steps)
	], say);
	return { machine, node: nodeProgram(machine), env: { ...answers, PATH: [...machine.extraPath, machine.env.PATH].join(delimiter) } };
}

/** Only Node and the packages of npm, for lint and type checks. @param {{ env: NodeJS.ProcessEnv, say: (line: string) => void }} options */
export async function provideTools({ env, say }) {
	const machine = inspect(env);
	const modules = installed(machine.root);
	await runSteps(toolSteps(machine, modules), modules ? () => undefined : say);
	return { machine, node: nodeProgram(machine) };
}

/** @param {import('./machine.mjs').Machine} machine @param {boolean} modules are the packages of npm there? @returns {import('./steps.mjs').Step[]} */
function toolSteps(machine, modules) {
	const node = async () => {
		machine.extraPath.unshift(await provideNode(machine));
	};
	return [{ id: 'node', title: 'Node 24', after: [], run: node }, ...(modules ? [] : [{ id: 'modules', title: 'Packages of npm', after: [], run: () => installModules(machine) }])];
}

/** @param {import('./machine.mjs').Machine} machine */
const nodeProgram = (machine) => join(machine.extraPath[0] ?? join(process.execPath, '..'), 'node');

/** @param {import('./machine.mjs').Machine} machine */
async function installModules(machine) {
	await npm(machine, { args: ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], log: 'setup-npm.log', otherwise: 'The packages of npm could not be installed: check the connection to the package registry; if the log speaks of EINTEGRITY, run "npm cache clean --force".' });
}
