/** A council's session in a room: how it stands reaches every screen, who may speak, who only looks on, who is shut out. */
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { CouncilCall } from '../src/control.ts';
import { signAdmission } from '../src/token.ts';
import { admission, connect, control, grantsOf, join, stage, type Stage } from './harness.ts';
import { studio } from './media.ts';

let on: Stage;
beforeEach(async () => { on = await stage(); });
afterEach(() => on.close());

const meeting = { title: 'Zasedání', kind: 'session' as const, recordable: true, retention: { mode: 'GOVERNANCE' as const, seconds: 60 } };
const call = (version: number, change: Partial<CouncilCall> = {}): CouncilCall => ({ type: 'council', version, state: { item: version }, speak: [], floor: null, interpreter: null, closed: null, evidence: null, public: false, marks: [], ...change });

async function council() {
	const chair = await join(on, admission({ grants: grantsOf.host, meeting }));
	const { room } = chair.who;
	return {
		chair,
		room,
		tell: async (version: number, change?: Partial<CouncilCall>) => {
			const { status, body } = await control(on, room, call(version, change));
			expect(status).toBe(200);
			return body as { version: number; sequence: number };
		},
		member: () => join(on, admission({ room, meeting })),
		looker: (changes: Parameters<typeof admission>[0] = {}) => join(on, admission({ room, meeting, seat: 'onlooker', grants: [], ...changes }))
	};
}

describe('how the session stands', () => {
	test('reaches everybody at once, and whoever comes later finds it', async () => {
		const { chair, tell, member, looker } = await council();
		const [early, tablet] = [await member(), await looker()];
		expect(early.snapshot.council).toBeNull();
		expect(await tell(1)).toEqual({ version: 1, sequence: 0 });
		for (const { client } of [chair, early, tablet]) expect(await client.next('council')).toMatchObject({ version: 1, state: { item: 1 } });
		expect((await looker()).snapshot.council).toMatchObject({ version: 1, state: { item: 1 } });
	});

	test('never goes back: an older call is answered with what is held', async () => {
		const { tell, looker } = await council();
		await tell(5);
		expect(await tell(4, { marks: [{ sequence: 1, at: 1, type: 'a', data: {} }] })).toEqual({ version: 5, sequence: 1 });
		expect(await tell(5, { marks: [{ sequence: 1, at: 1, type: 'a', data: {} }] })).toEqual({ version: 5, sequence: 1 });
		expect((await looker()).snapshot.council).toMatchObject({ version: 5 });
	});

	test('after a death of this process what it allows still holds, and the portal is asked to tell the rest anew', async () => {
		const { chair, tell, member } = await council();
		const { who } = await member();
		await tell(3, { marks: [{ sequence: 7, at: 1, type: 'a', data: {} }] });
		await on.sfu.close();
		const again = await stage({ journal: on.config.journal, webPublicKey: on.keys.web.publicKey, privateKey: on.keys.sfu.privateKey });
		try {
			const door = { sfu: again.sfu, keys: on.keys };
			const back = await join(door, who);
			const { publish } = await studio(back.client, back.snapshot);
			await publish('microphone');
			await back.client.next('stoppedByHost');
			const room = again.sfu.rooms.all.find(({ id }) => id === chair.who.room);
			expect(room?.state.outbox.some(({ event }) => event.type === 'evidenceGap')).toBe(true);
			expect(await control(door, chair.who.room, call(3)).then(({ body }) => body)).toEqual({ version: 3, sequence: 7 });
		} finally {
			await again.close();
		}
	});
});

describe('who only looks on', () => {
	test('is in nobody’s list and hears of nobody', async () => {
		const { chair, room } = await council();
		const lookers = await Promise.all(Array.from({ length: 40 }, () => join(on, admission({ room, meeting, seat: 'onlooker', grants: [] }))));
		const late = await join(on, admission({ room, meeting }));
		await chair.client.next('participantJoined', ({ id }) => id === late.who.sub);
		expect(chair.client.heard.filter(({ event }) => event === 'participantJoined')).toHaveLength(1);
		expect(late.snapshot.participants.map(({ id }) => id).sort()).toEqual([chair.who.sub, late.who.sub].sort());
		expect(lookers[0]?.snapshot).toMatchObject({ place: 'room', participants: [], chat: [], media: null });
		expect(lookers.flatMap(({ client }) => client.heard)).toEqual([]);
	});

	test('leaves nothing behind', async () => {
		const { room, looker } = await council();
		const { client, who } = await looker();
		await client.call('leave', {});
		expect(on.sfu.rooms.all.find(({ id }) => id === room)?.person(who.sub)).toBeUndefined();
	});

	test('a viewer receives pictures and sound, and sends none', async () => {
		const { chair, looker } = await council();
		const at = await studio(chair.client, chair.snapshot);
		await at.publish('camera');
		const viewer = await looker({ seat: 'viewer' });
		const { watch } = await studio(viewer.client, viewer.snapshot);
		expect(await watch()).toHaveLength(1);
		expect(await viewer.client.refused('chat', { text: 'dobrý den' })).toBe('forbidden');
	});
});

describe('the microphone', () => {
	test('does not open when the floor is taken in the same moment', async () => {
		const { room, tell, member } = await council();
		const speaker = await member();
		const { publish } = await studio(speaker.client, speaker.snapshot);
		const microphone = await publish('microphone', true);
		const paused = () => on.sfu.rooms.all.find(({ id }) => id === room)?.peers.get(speaker.who.sub)?.published.get(microphone)?.producer.paused;
		for (let turn = 1; turn <= 20; turn += 1) {
			await tell(turn * 2, { speak: [speaker.who.sub] });
			await Promise.all([speaker.client.ask('resumeProducer', { producer: microphone }), tell(turn * 2 + 1)]);
			await vi.waitUntil(() => paused() === true, { timeout: 5_000 });
			expect(await speaker.client.refused('resumeProducer', { producer: microphone })).toBe('no-floor');
		}
	});

	test('opens for whoever has the floor, and shuts at once when it is taken', async () => {
		const { tell, member } = await council();
		const speaker = await member();
		const { publish } = await studio(speaker.client, speaker.snapshot);
		const microphone = await publish('microphone');
		await tell(1);
		expect(await speaker.client.next('stoppedByHost')).toMatchObject({ source: 'microphone', producer: microphone });
		expect(await speaker.client.refused('resumeProducer', { producer: microphone })).toBe('no-floor');
		await tell(2, { speak: [speaker.who.sub], floor: speaker.who.sub });
		expect(await speaker.client.next('council', ({ floor }) => floor === speaker.who.sub)).toMatchObject({ speak: [speaker.who.sub] });
		await speaker.client.call('resumeProducer', { producer: microphone });
		await tell(3);
		await speaker.client.next('participantChanged', ({ id, producers }) => id === speaker.who.sub && producers.every(({ paused }) => paused));
		expect(await speaker.client.refused('resumeProducer', { producer: microphone })).toBe('no-floor');
	});

	test('is the hosts’ own, and everybody’s while the portal names no speakers; the camera always', async () => {
		const { chair, tell, member } = await council();
		await tell(1);
		const other = await member();
		const [table, home] = [await studio(chair.client, chair.snapshot), await studio(other.client, other.snapshot)];
		const open = await table.publish('microphone');
		await chair.client.call('pauseProducer', { producer: open });
		await chair.client.call('resumeProducer', { producer: open });
		await home.publish('camera');
		const microphone = await home.publish('microphone');
		await other.client.next('stoppedByHost', ({ producer }) => producer === microphone);
		await tell(2, { speak: null });
		await other.client.call('resumeProducer', { producer: microphone });
	});
});

test('the hall’s camera and sound go on, whoever has the floor and whether the public is there or not', async () => {
	const { chair, room, tell } = await council();
	const hall = admission({ room, meeting, name: 'Sál zastupitelstva' });
	expect((await control(on, room, { type: 'ingest', admission: await signAdmission({ admission: hall, privateKeyPem: on.keys.web.privateKey }) })).status).toBe(200);
	await tell(1);
	await tell(2, { closed: { insiders: [] } });
	await chair.client.next('council', ({ version }) => version === 2);
	const { participants } = await chair.client.call('enter', {});
	expect(participants.find(({ id }) => id === hall.sub)?.producers.map(({ source, paused }) => ({ source, paused }))).toEqual([{ source: 'camera', paused: false }, { source: 'microphone', paused: false }]);
});

describe('the closed part', () => {
	test('lets in at once whoever is named an insider while it runs, and puts out whoever is no longer', async () => {
		const { tell, member } = await council();
		const [one, other] = [await member(), await member()];
		await tell(1, { closed: { insiders: [one.who.sub] } });
		expect(await other.client.next('sentToLobby')).toEqual({ closedPart: true });
		expect(await other.client.call('enter', {})).toMatchObject({ place: 'lobby', shutOut: true, council: null });
		await tell(2, { closed: { insiders: [other.who.sub] } });
		await other.client.next('admitted');
		expect(await other.client.call('enter', {})).toMatchObject({ place: 'room', shutOut: false, council: { closed: true } });
		await one.client.next('sentToLobby');
	});

	test('sends everybody who is not of the council out, keeps newcomers out, and lets them back in when it is over', async () => {
		const { chair, room, tell, member, looker } = await council();
		const [councillor, guest, wall, tablet] = [await member(), await join(on, admission({ room, meeting, guest: true })), await looker(), await looker({ inside: true })];
		const closed = { insiders: [councillor.who.sub] };
		await tell(1, { closed, state: { secret: true } });
		for (const { client } of [guest, wall]) await client.next('sentToLobby');
		for (const { client } of [chair, councillor, tablet]) expect(await client.next('council', ({ version }) => version === 1)).toMatchObject({ closed: true });
		for (const { client } of [guest, wall]) expect(client.heard.some(({ event }) => event === 'council')).toBe(false);
		expect((await chair.client.next('waitingChanged', ({ waiting }) => waiting.length > 0)).waiting.map(({ id }) => id)).toEqual([guest.who.sub]);
		const late = await join(on, admission({ room, meeting }));
		expect(late.snapshot).toMatchObject({ place: 'lobby', council: null });
		await tell(2);
		for (const { client } of [guest, wall, late]) {
			await client.next('admitted');
			expect(await client.call('enter', {})).toMatchObject({ place: 'room', council: { version: 2, closed: false } });
		}
	});

	test('a host may let somebody in meanwhile, and a reconnect of somebody shut out stays outside', async () => {
		const { chair, room, tell } = await council();
		const [guest, other] = [await join(on, admission({ room, meeting, guest: true })), await join(on, admission({ room, meeting, guest: true }))];
		await tell(1, { closed: { insiders: [] } });
		await guest.client.next('sentToLobby');
		await chair.client.call('admit', { participants: [guest.who.sub] });
		await guest.client.next('admitted');
		expect(await guest.client.call('enter', {})).toMatchObject({ place: 'room', council: { closed: true } });
		const { resume } = other.snapshot;
		other.client.close();
		const back = await connect(on.sfu.port, { room, resume });
		expect(await back.call('enter', {})).toMatchObject({ place: 'lobby', council: null });
	});

	test('whoever comes to speak is large on every screen beside the interpreter', async () => {
		const { tell, member } = await council();
		const [speaker, interpreter] = [await member(), await member()];
		await tell(1, { floor: speaker.who.sub, interpreter: interpreter.who.sub, speak: [speaker.who.sub] });
		expect(await speaker.client.next('council')).toMatchObject({ floor: speaker.who.sub, interpreter: interpreter.who.sub });
	});
});
