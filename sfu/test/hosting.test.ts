import { afterAll, beforeAll, expect, test } from 'vitest';
import { admission, connect, connectAs, grantsOf, join, stage, type Stage } from './harness.ts';
import { studio } from './media.ts';

let on: Stage;
beforeAll(async () => { on = await stage({ awaySeconds: 1 }); });
afterAll(() => on.close());

const hostOf = () => join(on, admission({ grants: grantsOf.host }));
const guestOf = (room: string, name: string) => join(on, admission({ room, name, guest: true, lobby: true, grants: grantsOf.guest }));

test('guests wait in the order of their coming, and enter when a host lets them in', async () => {
	const host = await hostOf();
	const first = await guestOf(host.who.room, 'První');
	const second = await guestOf(host.who.room, 'Druhý');
	expect(first.snapshot).toMatchObject({ place: 'lobby', participants: [], chat: [], media: null });
	const { waiting } = await host.client.next('waitingChanged', ({ waiting }) => waiting.length === 2);
	expect(waiting.map(({ name }) => name)).toEqual(['První', 'Druhý']);
	await host.client.call('admit', { participants: [second.who.sub] });
	await second.client.next('admitted');
	const entered = await second.client.call('enter', {});
	expect(entered.place).toBe('room');
	expect(entered.media).not.toBeNull();
	await host.client.call('deny', { participant: first.who.sub });
	expect((await first.client.next('goodbye')).reason).toBe('denied');
	await host.client.next('waitingChanged', ({ waiting }) => waiting.length === 0);
});

test('someone let in once returns without the lobby; someone put back waits again', async () => {
	const host = await hostOf();
	const guest = await guestOf(host.who.room, 'Host');
	await host.client.call('admit', { participants: 'all' });
	guest.client.close();
	const again = await connect(on.sfu.port, { room: host.who.room, resume: guest.snapshot.resume });
	expect((await again.call('enter', {})).place).toBe('room');
	await host.client.call('toLobby', { participant: guest.who.sub });
	await again.next('sentToLobby');
	await host.client.next('participantLeft', ({ id }) => id === guest.who.sub);
	expect(await again.refused('chat', { text: 'haló' })).toBe('not-entered');
	expect((await again.call('enter', {})).place).toBe('lobby');
});

test('an invited member who is sent to the lobby waits there, until a host lets them in', async () => {
	const host = await hostOf();
	const member = await join(on, admission({ room: host.who.room }));
	await host.client.call('toLobby', { participant: member.who.sub });
	await member.client.next('sentToLobby');
	expect((await member.client.call('enter', {})).place).toBe('lobby');
	await host.client.call('admit', { participants: 'all' });
	await member.client.next('admitted');
	expect((await member.client.call('enter', {})).place).toBe('room');
});

test('a host mutes, and only the owner can speak again', async () => {
	const host = await hostOf();
	const member = await join(on, admission({ room: host.who.room }));
	const { publish } = await studio(member.client, member.snapshot);
	const microphone = await publish('microphone');
	await host.client.call('mute', { participant: 'all' });
	expect(await member.client.next('stoppedByHost')).toEqual({ source: 'microphone', producer: microphone });
	await host.client.next('participantChanged', ({ producers }) => producers.some(({ id, paused }) => id === microphone && paused));
	expect(await host.client.refused('resumeProducer', { producer: microphone })).toBe('not-found');
	await member.client.call('resumeProducer', { producer: microphone });
	host.client.forget();
	await host.client.call('stopCamera', { participant: member.who.sub });
	const camera = await publish('camera');
	await host.client.call('stopCamera', { participant: member.who.sub });
	await member.client.next('stoppedByHost', ({ producer }) => producer === camera);
});

test('a new host can host, at once and after a reconnect', async () => {
	const host = await hostOf();
	const member = await join(on, admission({ room: host.who.room }));
	expect(await member.client.refused('lock', { locked: true })).toBe('forbidden');
	await host.client.call('makeHost', { participant: member.who.sub });
	expect((await member.client.next('grantsChanged')).grants).toContain('host');
	await member.client.call('lock', { locked: true });
	await host.client.next('lockChanged', ({ locked }) => locked);
	const again = await join(on, member.who);
	expect(again.snapshot.you.grants).toContain('host');
});

test('hands keep their order, and a host lowers them', async () => {
	const host = await hostOf();
	const one = await join(on, admission({ room: host.who.room }));
	const two = await join(on, admission({ room: host.who.room }));
	await one.client.call('hand', { raised: true });
	await two.client.call('hand', { raised: true });
	await one.client.call('hand', { raised: true });
	const { participants } = await host.client.call('enter', {});
	const at = (id: string) => participants.find((person) => person.id === id)?.handAt ?? Infinity;
	expect(at(one.who.sub)).toBeLessThanOrEqual(at(two.who.sub));
	await host.client.call('lowerHand', { participant: one.who.sub });
	await one.client.next('participantChanged', ({ id, handAt }) => id === one.who.sub && handAt === null);
});

test('chat reaches everyone, and those who come later', async () => {
	const host = await hostOf();
	const member = await join(on, admission({ room: host.who.room }));
	const said = await member.client.call('chat', { text: '  Příliš žluťoučký kůň ' });
	expect(said.text).toBe('Příliš žluťoučký kůň');
	expect(await host.client.next('chat')).toEqual(said);
	const late = await join(on, admission({ room: host.who.room }));
	expect(late.snapshot.chat).toEqual([said]);
	await host.client.call('react', { kind: 'clap' });
	expect(await late.client.next('reaction')).toEqual({ participant: host.who.sub, kind: 'clap' });
});

test('the same person’s new socket takes over the old one, without a ghost', async () => {
	const host = await hostOf();
	const old = await join(on, admission({ room: host.who.room }));
	await (await studio(old.client, old.snapshot)).publish('microphone');
	const fresh = await connectAs(on, old.who);
	expect((await old.client.next('goodbye')).reason).toBe('taken-over');
	const { participants } = await fresh.call('enter', {});
	expect(participants.filter(({ id }) => id === old.who.sub)).toHaveLength(1);
	expect(participants.find(({ id }) => id === old.who.sub)?.producers).toEqual([]);
	expect(host.client.heard.some(({ event }) => event === 'participantLeft')).toBe(false);
	await old.client.disconnected();
});

test('a lost socket is away first and gone after the grace period; a farewell is at once', async () => {
	const host = await hostOf();
	const lost = await join(on, admission({ room: host.who.room }));
	lost.client.close();
	await host.client.next('participantChanged', ({ id, state }) => id === lost.who.sub && state === 'away');
	await host.client.next('participantLeft', ({ id }) => id === lost.who.sub);
	const leaving = await join(on, admission({ room: host.who.room }));
	await leaving.client.call('leave', {});
	await host.client.next('participantLeft', ({ id }) => id === leaving.who.sub);
	expect((await host.client.call('enter', {})).participants).toHaveLength(1);
});

test('an end for all is an end', async () => {
	const host = await hostOf();
	const member = await join(on, admission({ room: host.who.room }));
	const waiting = await guestOf(host.who.room, 'Čekající');
	await host.client.call('endForAll', {});
	for (const { client } of [host, member, waiting]) {
		expect((await client.next('goodbye')).reason).toBe('ended');
		await client.disconnected();
	}
});

test('recording is refused where nobody can record', async () => {
	const host = await hostOf();
	expect(await host.client.refused('record', { action: 'start' })).toBe('recorder-unavailable');
	expect(await host.client.refused('record', { action: 'stop' })).toBe('not-found');
	const unrecordable = await join(on, admission({ grants: grantsOf.host, meeting: { title: 'Konzilium', kind: 'case', recordable: false, retention: { mode: 'GOVERNANCE', seconds: 60 } } }));
	expect(await unrecordable.client.refused('record', { action: 'start' })).toBe('not-recordable');
});
