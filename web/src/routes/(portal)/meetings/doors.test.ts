import { guest, meetingAdmission } from '@sal/db';
import { admissionSchema } from '@sal/sfu/token';
import { eq } from 'drizzle-orm';
import * as v from 'valibot';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { admitGuest, admitPerson } from './admission.server.ts';
import { createGuestLink, enterAsNamedGuest, guestEntrance, guestLinks, guestSession, revokeGuestLink } from './guests.server.ts';
import { createRegion, type Region } from './region.fixture.ts';
import { withActor } from '@sal/db';
import { requireId } from '#lib/server/person.ts';
import type { PersonActor } from './ties.server.ts';

let region: Region;
beforeAll(async () => {
	region = await createRegion();
});
afterAll(() => region.close());

const now = new Date();
const request = { address: '192.0.2.7', sfu: 'sfu-1', mode: 'test' as const, now };
const enter = (actor: PersonActor, id: string) => region.as(actor, (tx) => admitPerson(tx, actor, { id, ...request }));

describe('the token of a signed-in person', () => {
	it('says who they are and what they may, fits the media server\'s schema, and is noted with the address', async () => {
		const host = region.who('hospital', 'chair');
		const id = await region.meeting({ kind: 'session', recorded: true, title: 'Rada' }, { hosts: [host.person] });
		const admission = await enter(host, id);
		expect(v.parse(admissionSchema, admission)).toMatchObject({
			sub: host.person, name: `Řehoř chair hospital ${region.tag}`, organisation: `Žďár hospital ${region.tag}`, guest: false, room: id, sfu: 'sfu-1', lobby: false,
			grants: ['publish', 'screen', 'chat', 'host', 'record'], meeting: { title: 'Rada', kind: 'session', recordable: true, retention: { mode: 'COMPLIANCE' } }
		});
		expect(await region.owner.select({ address: meetingAdmission.address, participant: meetingAdmission.participant }).from(meetingAdmission).where(eq(meetingAdmission.meetingId, id))).toEqual([{ address: '192.0.2.7', participant: host.person }]);
	});
	it('is for the one room of the meeting, however its id is written in the address', async () => {
		const host = region.who('hospital', 'chair');
		const id = await region.meeting({}, { hosts: [host.person] });
		expect((await enter(host, requireId(id.toUpperCase()))).room).toBe(id);
	});
	it.each([
		['invited', 'ward', 'staff', 'planned', ['publish', 'screen', 'chat']],
		['a stranger', 'other', 'admin', 'planned', 'not-found'],
		['invited, over', 'ward', 'staff', 'ended', 'meetings-ended'],
		['invited, cancelled', 'ward', 'staff', 'cancelled', 'meetings-cancelled']
	] as const)('%s', async (_, house, role, state, expected) => {
		const actor = region.who(house, role);
		const id = await region.meeting({ state }, { people: house === 'ward' ? [actor.person] : [] });
		const result = await enter(actor, id).then(({ grants }) => grants, (error: { code?: string }) => error.code);
		expect(result).toEqual(expected);
	});
});

describe('guest links', () => {
	const host = () => region.who('hospital', 'office');
	async function invited(change: Parameters<Region['meeting']>[0] = {}) {
		const id = await region.meeting(change, { hosts: [host().person] });
		const { token } = await region.as(host(), (tx) => createGuestLink(tx, host(), { id, label: 'Projektant', days: 1, now }));
		return { id, token };
	}

	it('lets in under the given name, into the lobby, and nowhere else', async () => {
		const { id, token } = await invited();
		const other = await region.meeting({});
		expect(await guestEntrance(region.db, { token, now })).toMatchObject({ state: 'open', meeting: { id, organisation: `Žďár hospital ${region.tag}` } });
		const { secret } = await enterAsNamedGuest(region.db, { token, name: 'Ing. Říha', now });
		const session = await guestSession(region.db, { secret, now });
		if (!session) throw new Error('the guest has no session');
		const admission = await withActor(region.db, session.actor, (tx) => admitGuest(tx, session, request));
		expect(v.parse(admissionSchema, admission)).toMatchObject({ name: 'Ing. Říha', organisation: '', guest: true, lobby: true, room: id, grants: ['publish', 'chat'] });
		const elsewhere = { ...session, actor: { ...session.actor, meeting: other } };
		await expect(withActor(region.db, elsewhere.actor, (tx) => admitGuest(tx, elsewhere, request))).rejects.toMatchObject({ code: 'not-found' });
	});
	it('is not open before the meeting\'s door is', async () => {
		const { token } = await invited({ startsAt: new Date(now.getTime() + 7_200_000) });
		const { secret } = await enterAsNamedGuest(region.db, { token, name: 'Eva', now });
		const session = await guestSession(region.db, { secret, now });
		if (!session) throw new Error('the guest has no session');
		await expect(withActor(region.db, session.actor, (tx) => admitGuest(tx, session, request))).rejects.toMatchObject({ code: 'meetings-too-early' });
	});
	it('revoked: nobody new comes in, and the session of whoever came is void', async () => {
		const { id, token } = await invited();
		const { secret } = await enterAsNamedGuest(region.db, { token, name: 'Eva', now });
		const [link] = await region.as(host(), (tx) => guestLinks(tx, { id, now }));
		expect(link).toMatchObject({ label: 'Projektant', state: 'open', guests: 1 });
		await region.as(host(), (tx) => revokeGuestLink(tx, host(), { id, link: link?.id ?? '', now }));
		expect(await guestSession(region.db, { secret, now })).toBeNull();
		expect(await guestEntrance(region.db, { token, now })).toMatchObject({ state: 'revoked' });
		await expect(enterAsNamedGuest(region.db, { token, name: 'Jan', now })).rejects.toMatchObject({ code: 'meetings-link-closed' });
		await expect(region.as(host(), (tx) => revokeGuestLink(tx, host(), { id, link: link?.id ?? '', now }))).rejects.toMatchObject({ code: 'not-found' });
	});
	it('expires: link and session alike', async () => {
		const { token } = await invited();
		const { secret } = await enterAsNamedGuest(region.db, { token, name: 'Eva', now });
		const later = new Date(now.getTime() + 86_400_001);
		expect(await guestEntrance(region.db, { token, now: later })).toMatchObject({ state: 'expired' });
		await expect(enterAsNamedGuest(region.db, { token, name: 'Eva', now: later })).rejects.toMatchObject({ code: 'meetings-link-closed' });
		expect(await guestSession(region.db, { secret, now: later })).toBeNull();
	});
	it('are made and revoked by hosts only, and seen by them only', async () => {
		const { id } = await invited();
		const [link] = await region.as(host(), (tx) => guestLinks(tx, { id, now }));
		for (const actor of [region.who('hospital', 'clerk'), region.who('hospital', 'member'), region.who('other', 'admin')]) {
			const code = expect.stringMatching(/^(forbidden|not-found)$/);
			await expect(region.as(actor, (tx) => createGuestLink(tx, actor, { id, label: 'x', days: 1, now }))).rejects.toMatchObject({ code });
			await expect(region.as(actor, (tx) => revokeGuestLink(tx, actor, { id, link: link?.id ?? '', now }))).rejects.toMatchObject({ code });
			expect(await region.as(actor, (tx) => guestLinks(tx, { id, now }))).toEqual([]);
		}
	});
	it('a link nobody made opens nothing, and neither do the hashes in the table', async () => {
		const { id, token } = await invited();
		await enterAsNamedGuest(region.db, { token, name: 'Eva', now });
		const [row] = await region.owner.select().from(guest).where(eq(guest.meetingId, id));
		await expect(guestEntrance(region.db, { token: 'x', now })).rejects.toMatchObject({ code: 'not-found' });
		expect(await guestSession(region.db, { secret: row?.sessionHash ?? '', now })).toBeNull();
		expect(JSON.stringify(row)).not.toContain(token);
	});
});
