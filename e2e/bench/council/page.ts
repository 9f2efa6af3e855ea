/** What runs in a member's page: a small camera, and a stopwatch for what appears. */
import type { Page } from '@playwright/test';

/** Before the page loads: its camera is asked for 320 × 180 and ten pictures a second, whatever the room wishes. */
export function smallCamera(): void {
	const devices = navigator.mediaDevices;
	const ask = devices.getUserMedia.bind(devices);
	devices.getUserMedia = (wanted) => ask({ ...wanted, ...(wanted?.video && { video: { width: 320, height: 180, frameRate: 10 } }) });
}

/** What is not drawn after this, in ms, never comes. */
const PATIENCE = 120_000;

/**
 * Until an element of the page fits `selector`, is laid out, and has these words in it: answers with when the picture with it was drawn, in ms
 * since 1970 by the machine's clock.
 */
export function drawn(page: Page, selector: string, words = ''): Promise<number> {
	return page.evaluate(
		({ selector, words, patience }) =>
			new Promise<number>((resolve, reject) => {
				setTimeout(() => reject(new Error(`waited for ${selector}: ${words}`)), patience);
				const fits = () => [...document.querySelectorAll(selector)].some((element) => element.textContent.includes(words) && element.getClientRects().length > 0);
				const observer = new MutationObserver(look);
				function look(): void {
					if (!fits()) return;
					observer.disconnect();
					requestAnimationFrame(() => resolve(performance.timeOrigin + performance.now()));
				}
				observer.observe(document.body, { subtree: true, childList: true, characterData: true, attributes: true, attributeFilter: ['aria-label', 'disabled'] });
				look();
			}),
		{ selector, words, patience: PATIENCE }
	);
}
