import { guest } from '@sal/db';
import { isRedirect } from '@sveltejs/kit';
import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { portal } from '#lib/server/portal.ts';
import { GUESTS_PER_ADDRESS, networkOf } from '#lib/server/rate-limit.ts';
import { createGuestLink } from '../(portal)/meetings/guests.server.ts';
import { createRegion, type Region } from '../(portal)/meetings/region.fixture.ts';
import { actions } from './[token]/+page.server.ts';

let region: Region;
beforeAll(async () => {
	region = await createRegion();
});
afterAll(async () => {
	await portal().close();
	await region.close();
});

/** A guest's form as the route gets it; a status, or where it leads. */
async function give(token: string, address: string): Promise<unknown> {
	const request = new Request('http://localhost', { method: 'POST', body: new URLSearchParams({ name: 'Eva Nová' }) });
	const event = { request, params: { token }, cookies: { set: () => undefined }, getClientAddress: () => address };
	try {
		return (await actions.default?.(event as never))?.status;
	} catch (error) {
		return isRedirect(error) ? error.location : error;
	}
}

it('one address cannot fill the lobby with people of its own, and others still come in', async () => {
	const host = region.who('hospital', 'office');
	const id = await region.meeting({}, { hosts: [host.person] });
	const { token } = await region.as(host, (tx) => createGuestLink(tx, host, { id, label: 'Veřejnost', days: 1, now: new Date() }));
	const prefix = crypto.randomUUID().slice(0, 4);
	const flood = `2001:db8:${prefix}:1::7`;
	for (let n = 1; n < GUESTS_PER_ADDRESS.points; n++) await portal().limits.guests.consume(networkOf(flood));
	expect(await give(token, flood)).toBe(`/join/${token}/room`);
	expect(await give(token, `2001:db8:${prefix}:1::8`)).toBe(429);
	expect(await give(token, `2001:db8:${prefix}:2::7`)).toBe(`/join/${token}/room`);
	expect(await region.owner.select({ id: guest.id }).from(guest).where(eq(guest.meetingId, id))).toHaveLength(2);
});
