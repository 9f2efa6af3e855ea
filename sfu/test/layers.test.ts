import { afterAll, beforeAll, expect, test } from 'vitest';
import { until } from '../src/recorder/trial/condition.ts';
import { admission, join, stage, type Stage } from './harness.ts';
import { studio } from './media.ts';

let on: Stage;
beforeAll(async () => { on = await stage(); });
afterAll(() => on.close());

const small = { width: 320, height: 180 };
const large = { width: 1280, height: 720 };

test('the visible tiles alone resume pictures, and publishers send only what someone watches', async () => {
	const jana = await join(on, admission());
	const camera = await (await studio(jana.client, jana.snapshot)).publish('camera');
	const wanted = async (layer: number) => jana.client.next('layersWanted', ({ producer, maxSpatialLayer }) => producer === camera && maxSpatialLayer === layer);
	// Alone: nobody looks.
	await wanted(-1);
	jana.client.forget();

	const petr = await join(on, admission({ room: jana.who.room }));
	// Whoever has just come in may look at any moment.
	await wanted(0);
	const petrs = await studio(petr.client, petr.snapshot);
	await petrs.watch();
	const picture = () => {
		const watched = [...(on.sfu.rooms.all[0]?.peers.get(petr.who.sub)?.watched.values() ?? [])][0];
		if (!watched) throw new Error('no consumer');
		return { paused: watched.consumer.paused, layer: watched.consumer.preferredLayers?.spatialLayer };
	};
	expect(picture().paused).toBe(true);

	await petr.client.call('view', { tiles: [{ producer: camera, ...large }] });
	await wanted(2);
	await until('the picture runs in its largest layer', 5_000, () => !picture().paused && picture().layer === 2);

	jana.client.forget();
	await petr.client.call('view', { tiles: [{ producer: camera, ...small }] });
	await until('the picture runs in its smallest layer', 5_000, () => !picture().paused && picture().layer === 0);
	await wanted(0);

	jana.client.forget();
	await petr.client.call('view', { tiles: [] });
	await until('the picture rests', 5_000, () => picture().paused);
	await wanted(-1);
});

test('turning a page and back costs the publisher nothing', async () => {
	const jana = await join(on, admission());
	const camera = await (await studio(jana.client, jana.snapshot)).publish('camera');
	const petr = await join(on, admission({ room: jana.who.room }));
	await (await studio(petr.client, petr.snapshot)).watch();
	await petr.client.call('view', { tiles: [{ producer: camera, ...large }] });
	await petr.client.call('view', { tiles: [] });
	await petr.client.call('view', { tiles: [{ producer: camera, ...large }] });
	const { client: other } = await join(on, admission({ room: jana.who.room }));
	await other.call('view', { tiles: [] });
	expect(jana.client.heard.filter(({ event }) => event === 'layersWanted')).toEqual([]);
});

test('tiles of nobody’s tracks do no harm', async () => {
	const jana = await join(on, admission());
	await jana.client.call('view', { tiles: [{ producer: 'none-such', ...large }] });
	await jana.client.call('chat', { text: 'jsem tu' });
});
