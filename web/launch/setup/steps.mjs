import { Failure } from './failure.mjs';

/**
 * @typedef {object} Step
 * @property {string} id
 * @property {string} title as announced
 * @property {string[]} after ids of steps that must be done before (unknown ids are ignored: that step was not needed)
 * @property {() => Promise<Record<string, string> | void>} run answers with environment variables for what is started later
 */

/** How often a step that is still running says so, in milliseconds. */
const STILL_RUNNING = 30_000;
/** A step that is done sooner, in milliseconds, is announced only as done. */
const AT_ONCE = 300;

/**
 * Runs steps side by side as far as their order allows and announces each with its time. The first failure is thrown at once: nobody
 * should wait ten minutes for a build to learn that something else is missing. Whoever ends the process ends what is still running.
 * @param {Step[]} steps @param {(line: string) => void} say
 * @returns {Promise<Record<string, string>>} all environment variables that the steps answered
 */
export async function runSteps(steps, say) {
	/** @type {Map<string, Promise<void>>} */
	const running = new Map();
	/** @type {Record<string, string>} */
	const answers = {};
	let stopped = false;
	/** @param {Step} step */
	const start = async (step) => {
		await Promise.all(step.after.map((id) => running.get(id)));
		if (stopped) return;
		const began = Date.now();
		const announcement = setTimeout(() => say(`  … ${step.title}`), AT_ONCE);
		const reminder = setInterval(() => say(`  … ${step.title}: still running, ${seconds(began)}`), STILL_RUNNING);
		try {
			Object.assign(answers, await step.run());
			say(`  ✓ ${step.title} (${seconds(began)})`);
		} catch (error) {
			stopped = true;
			say(`  ✗ ${step.title} (${seconds(began)})`);
			throw error;
		} finally {
			clearTimeout(announcement);
			clearInterval(reminder);
		}
	};
	for (const step of inOrder(steps)) running.set(step.id, start(step));
	await Promise.all(running.values());
	return answers;
}

/** Steps sorted so that each comes after what it waits for. @param {Step[]} steps @returns {Step[]} */
export function inOrder(steps) {
	const known = new Set(steps.map(({ id }) => id));
	/** @type {Step[]} */
	const sorted = [];
	let left = steps;
	while (left.length > 0) {
		const placed = new Set(sorted.map(({ id }) => id));
		const ready = left.filter((step) => step.after.every((id) => placed.has(id) || !known.has(id)));
		if (ready.length === 0) throw new Failure(`Set-up steps wait for each other: ${left.map(({ id }) => id).join(', ')}.`);
		sorted.push(...ready);
		left = left.filter((step) => !ready.includes(step));
	}
	return sorted;
}

/** @param {number} began */
const seconds = (began) => `${((Date.now() - began) / 1000).toFixed(1)} s`;
