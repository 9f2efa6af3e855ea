import AxeBuilder from '@axe-core/playwright';
import { expect, type Page, test } from '@playwright/test';
import { planMeeting } from './meetings.ts';
import { people, signIn } from './people.ts';
import { enter } from './room.ts';

const sizes = [
	{ width: 1440, height: 900 },
	{ width: 390, height: 844 }
];

/** WCAG 2.2 AA by axe: nothing serious or critical. */
async function accessible(page: Page, name: string): Promise<void> {
	const { violations } = await new AxeBuilder({ page }).withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']).analyze();
	const serious = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
	expect(serious.map(({ id, nodes }) => `${name}: ${id} at ${nodes.map(({ target }) => target.join(' ')).join(', ')}`)).toEqual([]);
}

/** No page scrolls sideways, on any width. */
async function fits(page: Page): Promise<void> {
	expect(await page.evaluate(() => document.documentElement.scrollWidth <= document.documentElement.clientWidth)).toBe(true);
}

for (const viewport of sizes) {
	for (const colorScheme of ['light', 'dark'] as const) {
		test(`pages at ${viewport.width} px, ${colorScheme}: axe and no sideways scrolling`, async ({ browser }) => {
			const options = { viewport, colorScheme };
			const anonymous = await (await browser.newContext(options)).newPage();
			await anonymous.goto('/login');
			const look = async (page: Page, name: string) => {
				await page.screenshot({ path: `test-results/looks/${name}-${viewport.width}-${colorScheme}.png` });
				await accessible(page, name);
				await fits(page);
			};
			await look(anonymous, 'login');

			const { page } = await signIn(browser, 'secretary', options);
			await page.goto('/');
			await look(page, 'home');
			await page.goto('/meetings');
			await look(page, 'meetings');
			await page.goto('/meetings/new');
			await look(page, 'meeting-form');
			const meeting = await planMeeting(page, { title: 'Vzhled stránek', invited: [people.member.name], recorded: true });
			await look(page, 'meeting');
			await page.goto(`/meetings/${meeting}/room`);
			await expect(page.getByRole('button', { name: 'Vypnout kameru' })).toBeVisible({ timeout: 30_000 });
			await look(page, 'device-check');
			await enter(page);
			await expect(page.getByRole('toolbar', { name: 'Ovládání jednání' })).toBeVisible();
			await look(page, 'room-alone');

			const clerk = await signIn(browser, 'clerk', options);
			await clerk.page.goto('/recordings');
			await look(clerk.page, 'recordings');
			const first = clerk.page.getByRole('main').getByRole('article').getByRole('link').first();
			await first.click();
			await expect(clerk.page.getByRole('link', { name: 'Všechny záznamy' })).toBeVisible();
			await look(clerk.page, 'recording');
		});
	}
}
