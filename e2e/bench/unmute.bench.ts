/**
 * From the click on unmute to the first decoded sound at the other person's, and how much of a syllable that begins with the click is
 * heard there; two people on loopback in real Chromium. Run by `npm run bench` (or `node e2e/bench/unmute.bench.ts [times]`).
 */
import { chromium, expect } from '@playwright/test';
import { planMeeting, unique } from '../meetings.ts';
import { people, signIn } from '../people.ts';
import { enter } from '../room.ts';
import { listenForTone, speakWithClick, SYLLABLE, unmuteAndSpeak } from '../tone.ts';
import { openPortal } from './portal.ts';

const times = Number(process.argv[2] ?? 20);

const portal = await openPortal();
const browser = await chromium.launch({
	executablePath: process.env.CHROMIUM_BIN ?? '/usr/bin/chromium',
	args: [...(process.getuid?.() === 0 ? ['--no-sandbox'] : []), '--use-fake-device-for-media-stream', '--use-fake-ui-for-media-stream', '--disable-dev-shm-usage']
});
try {
	const options = { baseURL: portal.origin, locale: 'cs-CZ', timezoneId: 'Europe/Prague' };
	const listener = await signIn(browser, 'secretary', options);
	await listenForTone(listener.page);
	const meeting = await planMeeting(listener.page, { title: unique('Měření mikrofonu'), invited: [people.member.name], recorded: false });
	await listener.page.goto(`/meetings/${meeting}/room`);
	await enter(listener.page);
	const speaker = await signIn(browser, 'member', options);
	await speakWithClick(speaker.page);
	await speaker.page.goto(`/meetings/${meeting}/room`);
	await enter(speaker.page);
	await expect(listener.page.getByTestId('tile')).toHaveCount(2);

	const heard: { after: number; length: number }[] = [];
	while (heard.length < times) {
		const one = await unmuteAndSpeak({ speaker, listener });
		heard.push(one);
		console.log(`unmute ${heard.length}: heard after ${Math.round(one.after)} ms, ${Math.round(one.length)} of ${SYLLABLE} ms`);
	}
	const sorted = heard.map(({ after }) => after).sort((a, b) => a - b);
	console.log(
		JSON.stringify({
			figures: [
				{ figure: `unmute to first sound at the other, ${times} times: p95`, value: sorted[Math.ceil(times * 0.95) - 1] ?? NaN, unit: 'ms', bound: 300 },
				{ figure: 'unmute: lost of a first syllable of 200 ms, worst', value: Math.max(0, SYLLABLE - Math.min(...heard.map(({ length }) => length))), unit: 'ms', bound: 20 }
			]
		})
	);
} finally {
	await browser.close();
	await portal.close();
}
