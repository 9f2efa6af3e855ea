import { expect, type Page } from '@playwright/test';

interface Received {
	kind: string;
	frames: number;
	energy: number;
	packets: number;
}
interface Diagnosis {
	sent: { kind: string; rid: string; active: boolean; packets: number; frames: number }[];
	received: Received[];
}
declare global {
	interface Window {
		salRoom?: { stats(): Promise<Diagnosis | null> };
	}
}

/** What the browser itself has counted: decoded frames and audio energy, not merely elements on the page. */
export async function diagnosis(page: Page): Promise<Diagnosis> {
	const stats = await page.evaluate(() => window.salRoom?.stats() ?? null);
	return stats ?? { sent: [], received: [] };
}

/** From the device check into the room (or its lobby). */
export async function enter(page: Page): Promise<void> {
	await expect(page.getByRole('button', { name: 'Vypnout kameru' })).toBeVisible({ timeout: 30_000 });
	await expect(page.getByRole('button', { name: 'Ztlumit mikrofon' })).toBeVisible();
	await page.getByRole('button', { name: 'Vstoupit do jednání' }).click();
}

/** One of the actions behind "more" (the host's among them); `confirm` presses the same words in the question that follows. */
export async function more(page: Page, action: string, confirm = false): Promise<void> {
	await page.getByRole('button', { name: 'Další možnosti' }).click();
	await page.getByRole('group', { name: 'Další možnosti' }).getByRole('button', { name: action }).click();
	if (confirm) await page.getByRole('dialog').getByRole('button', { name: action }).click();
}

/** Until this many others are seen (pictures decoded twice in a row, each more than before) and heard (energy growing). */
export async function expectSeenAndHeard(page: Page, others: number): Promise<void> {
	await expect
		.poll(
			async () => {
				const before = await diagnosis(page);
				await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))));
				const grown = await growth(page, before);
				return { pictures: grown.pictures >= others, voices: grown.voices >= others };
			},
			{ timeout: 30_000, message: `${others} others seen and heard` }
		)
		.toEqual({ pictures: true, voices: true });
}

/** How many received tracks have grown since `before`; waits until the browser has decoded anything new, at most three seconds. */
async function growth(page: Page, before: Diagnosis): Promise<{ pictures: number; voices: number }> {
	return page.evaluate(async (earlier) => {
		const count = (now: Diagnosis) => ({
			pictures: now.received.filter((track, index) => track.kind === 'video' && track.frames > (earlier.received[index]?.frames ?? 0) && track.frames > 0).length,
			voices: now.received.filter((track, index) => track.kind === 'audio' && track.energy > (earlier.received[index]?.energy ?? 0)).length
		});
		const until = performance.now() + 3_000;
		let last = { pictures: 0, voices: 0 };
		while (performance.now() < until) {
			const now = await window.salRoom?.stats();
			if (now) {
				const counted = count(now);
				last = { pictures: Math.max(last.pictures, counted.pictures), voices: Math.max(last.voices, counted.voices) };
			}
			await new Promise((resolve) => requestAnimationFrame(resolve));
		}
		return last;
	}, before);
}

/** The recording badge says that it runs and that something is safely stored (hosts). */
export async function expectRecordingStored(page: Page): Promise<void> {
	await expect(page.getByTestId('recording')).toContainText('Nahrává se', { timeout: 20_000 });
	await expect(page.getByTestId('recording')).toContainText('bezpečně uloženo', { timeout: 30_000 });
}
