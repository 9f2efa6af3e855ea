/**
 * The object store is away for ten minutes while a meeting is recorded: run by `npm run bench` (or `node sfu/bench/outage.bench.ts [minutes]
 * [people]`); reads MINIO_BIN and MEDIASOUP_WORKER_BIN. The store is a MinIO of its own, killed and started again over the same folder.
 */
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { verifyClose } from '@sal/storage';
import { minioKeys, OwnMinio } from '../src/recorder/trial/minio.ts';
import { longestStep, probe } from '../src/recorder/trial/probe.ts';
import { den } from '../src/recorder/trial/process.ts';
import { Session } from '../src/recorder/trial/session.ts';
import { fileBytes, manifestOf, trialStore } from '../src/recorder/trial/store.ts';
import { clip } from '../src/recorder/trial/studio.ts';

const minutes = Number(process.argv[2] ?? 10);
const people = Number(process.argv[3] ?? 4);
const shape = { size: '1280x720', rate: 30, keyEvery: 120, bitrate: '1500k' };

function megabytes(folder: string): number {
	const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
	return files.reduce((sum, { parentPath, name }) => sum + (statSync(join(parentPath, name), { throwIfNoEntry: false })?.size ?? 0), 0) / 1e6;
}

clip(shape);
const minio = await OwnMinio.start();
const { env, store } = await trialStore(minio.endpoint, minioKeys);
const session = await Session.begin(den(env));
try {
	for (let number = 1; number <= people; number += 1) await session.person(`Osoba ${number}`, shape);
	await session.stored(session.startedAt + 5_000);

	const before = megabytes(session.place.spool);
	await minio.kill();
	await wait(minutes * 60_000);
	const grown = megabytes(session.place.spool) - before;
	await minio.up();
	const back = Date.now();
	await session.stored(back, 300_000);
	const caughtUp = (Date.now() - back) / 1000;
	const { droppedPackets } = session.recordings.health();
	const statistics = await Promise.all(session.producers.map((producer) => producer.getStats()));
	const lostBefore = statistics.flat().reduce((sum, { packetsLost }) => sum + packetsLost, 0);

	const closed = await session.stop();
	const manifest = await manifestOf(store, closed);
	const media = manifest.files.filter(({ kind }) => kind === 'media');
	const gaps = [...manifest.gaps, ...media.flatMap((file) => file.gaps)];
	const sounds = await Promise.all(media.filter(({ about }) => about['source'] === 'microphone').map((file) => fileBytes(store, file)));
	const { findings } = await verifyClose({ store, recording: session.id, reference: { key: closed.manifestKey, versionId: closed.manifestVersion, sha256: closed.manifestSha256 }, trust: { sfus: { 'sfu-1': session.place.publicKeyPem }, portal: {} } });
	if (findings.length > 0) console.log(JSON.stringify(findings));
	// A program cannot send a packet again, as a browser would: on a busy machine some do not even reach the media server.
	if (lostBefore > 0) console.log(`${lostBefore} packets were lost between ffmpeg and the media server, in ${gaps.length} gaps`);
	const away = `object store away ${minutes} min, ${people} people`;
	console.log(
		JSON.stringify({
			figures: [
				{ figure: `${away}: the spool grew by`, value: grown, unit: 'MB' },
				{ figure: `${away}: recorded time that is missing`, value: gaps.reduce((sum, { from, to }) => sum + to - from, 0), unit: 'ms', bound: 0 },
				{ figure: `${away}: longest step from one sound packet to the next`, value: Math.max(...sounds.map((bytes) => longestStep(probe(bytes).times))), unit: 'ms', bound: 40 },
				{ figure: `${away}: packets lost before the media server, which are gaps too`, value: lostBefore, unit: 'packets' },
				{ figure: `${away}: packets dropped`, value: droppedPackets, unit: 'packets', bound: 0 },
				{ figure: `${away}: findings of the verification`, value: findings.length, unit: 'findings', bound: 0 },
				{ figure: `${away}: everything is stored again after`, value: caughtUp, unit: 's' }
			]
		})
	);
} finally {
	await session.close();
	store.close();
	await minio.remove();
}
