import { join } from 'node:path';
import { expect, type Page, request } from '@playwright/test';
import { rolldown } from 'rolldown';
import type { Sending, Ticket } from './crowd/publisher.ts';
import { house } from './house.ts';

const names = ['Ing. Pavel Dvořák', 'Marie Horáková', 'Tomáš Němec', 'Lenka Pokorná', 'Mgr. Jiří Marek', 'Věra Pospíšilová', 'Martin Hájek', 'Alžběta Jelínková'];

/** A ticket for each of `count` guests of one link, named as people are. */
export async function guestTickets(link: string, count: number): Promise<Ticket[]> {
	const { origin } = house();
	return Promise.all(
		Array.from({ length: count }, async (_, index) => {
			const guest = await request.newContext({ baseURL: origin, extraHTTPHeaders: { origin } });
			const named = await guest.post(link, { form: { name: names[index % names.length] ?? '' }, maxRedirects: 0 });
			expect(named.ok() || named.status() === 303).toBe(true);
			const ticket = await guest.post(`${link}/ticket`, { data: {} });
			expect(ticket.ok()).toBe(true);
			return (await ticket.json()) as Ticket;
		})
	);
}

let bundle: Promise<string> | undefined;
async function bundled(): Promise<string> {
	const build = await rolldown({ input: join(import.meta.dirname, 'crowd/publisher.ts'), platform: 'browser', logLevel: 'silent' });
	const { output } = await build.generate({ format: 'iife' });
	return output[0].code;
}

/** Enough to be seen, and cheap. */
const little: Sending = { width: 320, perSecond: 5, speaking: false };

/** Lets the page, which must be one of the portal's, enter the room once for every ticket. Resolves when all send; guests must be admitted meanwhile. */
export async function publishAll(page: Page, tickets: Ticket[], sending = little): Promise<void> {
	bundle ??= bundled();
	await page.evaluate(await bundle);
	await page.evaluate(async ({ list, sending }) => {
		const publish = window.salPublish;
		if (!publish) throw new Error('the bundle did not run');
		await Promise.all(list.map((ticket, turn) => publish({ ticket, hue: (turn * 47) % 360, sending, turn, turns: list.length })));
	}, { list: tickets, sending });
}
