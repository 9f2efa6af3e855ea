import { afterAll, beforeAll, expect, test } from 'vitest';
import { admission, grantsOf, join, stage, type Stage } from './harness.ts';
import { studio } from './media.ts';

let on: Stage;
beforeAll(async () => { on = await stage(); });
afterAll(() => on.close());

test('two people see each other come, publish and receive every track of the other', async () => {
	const jana = await join(on, admission({ grants: grantsOf.host }));
	const petr = await join(on, admission({ room: jana.who.room, name: 'Petr Svoboda' }));
	expect(petr.snapshot.participants.map(({ name }) => name)).toEqual(['Jana Nováková', 'Petr Svoboda']);
	expect((await jana.client.next('participantJoined')).name).toBe('Petr Svoboda');

	const janas = await studio(jana.client, jana.snapshot);
	const camera = await janas.publish('camera');
	const microphone = await janas.publish('microphone');
	const petrs = await studio(petr.client, petr.snapshot);
	const consumers = await petrs.watch();
	expect(consumers.map(({ producerId }) => producerId).sort()).toEqual([camera, microphone].sort());

	const petrsMicrophone = await petrs.publish('microphone');
	await janas.watch();
	await petrs.publish('camera');
	const late = await jana.client.next('newConsumer', ({ source }) => source === 'camera');
	expect(late.participant).toBe(petr.who.sub);
	const changed = await jana.client.next('participantChanged', ({ id, producers }) => id === petr.who.sub && producers.length === 2);
	expect(changed.producers.map(({ source }) => source)).toEqual(['microphone', 'camera']);

	await petr.client.call('pauseProducer', { producer: petrsMicrophone });
	await jana.client.next('participantChanged', ({ producers }) => producers.some(({ source, paused }) => source === 'microphone' && paused));
	await petr.client.call('closeProducer', { producer: petrsMicrophone });
	await jana.client.next('consumerClosed');
	jana.client.close();
	petr.client.close();
});
