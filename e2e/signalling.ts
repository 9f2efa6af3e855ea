import type { Page } from '@playwright/test';

/** The answers that a browser waits for on its way in, one after the other. */
const awaited = ['enter', 'receive'];

/**
 * Round trips to the media server before media flow: its greeting, the answers that are awaited, and the calls that those lead to,
 * whose effect is seen without their answer. {@link holdAnswers} shows that there are no more.
 */
export const ROUND_TRIPS = 1 + awaited.length + 1;

/**
 * From the next connection on, this page gets no answer from the media server but those that it is known to wait for.
 * @returns the names of the calls that were made and stay without an answer
 */
export async function holdAnswers(page: Page): Promise<string[]> {
	const unanswered: string[] = [];
	// A call without an answer counts as a broken connection after a few seconds, in which a busy machine shows no picture.
	await page.addInitScript(() => {
		const { setTimeout } = window;
		window.setTimeout = ((act: () => void, ms = 0) => setTimeout(act, ms < 5_000 ? ms : ms * 100)) as typeof window.setTimeout;
	});
	await page.routeWebSocket(/\/socket\.io\//, (browser) => {
		const server = browser.connectToServer();
		const asked = new Map<string, string>();
		// socket.io in engine.io: `42<id>["<event>",…` is a call that wants an answer, `43<id>[` the answer.
		browser.onMessage((frame) => {
			const [, id, event] = /^42(\d+)\["(\w+)"/.exec(frame.toString()) ?? [];
			if (id && event) asked.set(id, event);
			server.send(frame);
		});
		server.onMessage((frame) => {
			const id = /^43(\d+)\[/.exec(frame.toString())?.[1];
			const event = id && asked.get(id);
			if (event && !awaited.includes(event)) unanswered.push(event);
			else browser.send(frame);
		});
	});
	return unanswered;
}
