import { expect, type Page } from '@playwright/test';

interface Received {
	kind: string;
	track: string;
	frames: number;
	energy: number;
	packets: number;
}
interface Diagnosis {
	/** The way that media take; `protocol` is that of the relay where there is one. */
	route: { protocol: string; local: string; remote: string } | null;
	sent: { kind: string; rid: string; active: boolean; packets: number; frames: number }[];
	received: Received[];
}
declare global {
	interface Window {
		salRoom?: { stats(): Promise<Diagnosis | null> };
	}
}

/** A page, whoever drives its browser. */
interface AnyPage {
	evaluate<T>(ask: () => T): Promise<Awaited<T>>;
}

/** What the browser itself has counted: decoded frames and audio energy, not merely elements on the page. */
export async function diagnosis(page: AnyPage): Promise<Diagnosis> {
	const stats = await page.evaluate(() => window.salRoom?.stats() ?? null);
	return stats ?? { route: null, sent: [], received: [] };
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

/**
 * Until pictures of this many others are decoded and their voices have energy, each more than at the start of the wait.
 * `fresh`: on tracks that were not there at the start, as after a rebuilt transport (what still trickles from the old one does not count).
 */
export async function expectSeenAndHeard(page: AnyPage, others: number, { fresh, timeout = 30_000 }: { fresh?: Diagnosis; timeout?: number } = {}): Promise<void> {
	const before = fresh ?? (await diagnosis(page));
	const grown = (now: Diagnosis, kind: string, figure: 'frames' | 'energy') =>
		now.received.filter((track) => {
			const old = before.received.find((one) => one.track === track.track);
			return track.kind === kind && (fresh ? !old && track[figure] > 0 : track[figure] > (old?.[figure] ?? 0));
		}).length;
	await expect
		.poll(
			async () => {
				const now = await diagnosis(page);
				return Math.min(grown(now, 'video', 'frames'), grown(now, 'audio', 'energy'));
			},
			{ timeout, intervals: [50], message: `${others} others seen and heard` }
		)
		.toBeGreaterThanOrEqual(others);
}

/** Until pictures of this many others are decoded, whether or not they may speak. */
export async function expectSeen(page: AnyPage, others: number): Promise<void> {
	const before = await diagnosis(page);
	const frames = (of: Diagnosis, track: string) => of.received.find((one) => one.kind === 'video' && one.track === track)?.frames ?? 0;
	await expect
		.poll(
			async () => {
				const now = await diagnosis(page);
				return now.received.filter(({ kind, track }) => kind === 'video' && frames(now, track) > frames(before, track)).length;
			},
			{ timeout: 30_000, intervals: [50], message: `${others} others seen` }
		)
		.toBeGreaterThanOrEqual(others);
}

/** Until the browser has got no packet of sound for a second. */
export async function expectSilence(page: Page): Promise<void> {
	let before = -1;
	await expect
		.poll(
			async () => {
				const { received } = await diagnosis(page);
				const packets = received.filter(({ kind }) => kind === 'audio').reduce((sum, one) => sum + one.packets, 0);
				const still = packets === before;
				before = packets;
				return still;
			},
			{ intervals: [1_000], message: 'no sound arrives' }
		)
		.toBe(true);
}

/** The recording badge says that it runs and that something is safely stored (hosts). */
export async function expectRecordingStored(page: Page): Promise<void> {
	await expect(page.getByTestId('recording')).toContainText('Nahrává se', { timeout: 20_000 });
	await expect(page.getByTestId('recording')).toContainText('bezpečně uloženo', { timeout: 30_000 });
}
