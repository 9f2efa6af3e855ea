import { test as base } from '@playwright/test';

/** A journey in the one browser. Who is still in it at the end leaves: a meeting left running would take its share of the machine from the next. */
export const test = base.extend<{ everyoneLeaves: undefined }>({
	everyoneLeaves: [
		async ({ browser }, use) => {
			await use(undefined);
			await Promise.all(browser.contexts().map((context) => context.close()));
		},
		{ auto: true }
	]
});
