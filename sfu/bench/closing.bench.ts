/**
 * What the end of a long session costs the recorder: it takes up the journal of `people` with picture and sound and `hours` of pieces, all of
 * them stored, and writes lists and close manifest. Run by `npm run bench` (or `node sfu/bench/closing.bench.ts [people] [hours]`); reads
 * S3_ENDPOINT, S3_ACCESS_KEY, S3_SECRET_KEY.
 */
import { randomUUID } from 'node:crypto';
import { closeSync, mkdirSync, openSync, rmSync, statSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { CHAIN_START, chainHash, readCloseManifest, sha256, signatureKey } from '@sal/storage';
import { keyOfPiece } from '../src/recorder/close.ts';
import type { FileLine, JournalLine } from '../src/recorder/journal-lines.ts';
import { until } from '../src/recorder/trial/condition.ts';
import { den, end, startRecorderProcess } from '../src/recorder/trial/process.ts';
import { trialStore } from '../src/recorder/trial/store.ts';
import { trackMessage, zero } from '../src/recorder/trial/synthetic.ts';
import { createSHA256 } from 'hash-wasm';
import { cpuSeconds, peakMegabytes } from './processes.ts';

const people = Number(process.argv[2] ?? 65);
const hours = Number(process.argv[3] ?? 4);
const pieceMs = 4_000;
const pieces = (hours * 3_600_000) / pieceMs;
const open = { type: 'open', recording: randomUUID(), room: randomUUID(), kind: 'call', title: 'Zkouška', startedAt: zero, restoredAt: null } as const;
const hash = sha256('a piece');
const state = Buffer.from((await createSHA256()).init().save()).toString('base64');

/** The journal's lines, in the order of time: of every file a piece, then the word that it is stored. */
function* journal(): Generator<JournalLine> {
	yield open;
	const files: (FileLine & { chain: string })[] = [];
	for (let track = 1; track <= people * 2; track += 1) {
		const key = `e/${track}`;
		const kind = track % 2 === 0 ? 'audio' : 'video';
		yield { ...trackMessage(kind, track), recording: open.recording, key };
		const file = { type: 'file', id: `${String(track).padStart(4, '0')}-aaaa`, track: key, kind: 'media', contentType: `${kind}/webm`, extension: 'webm', start: 0, who: `Zastupitelka číslo ${track}`, what: kind, about: {} } as const;
		yield file;
		files.push({ ...file, chain: CHAIN_START });
	}
	for (let number = 0; number < pieces; number += 1) {
		const start = number * pieceMs;
		for (const file of files) {
			file.chain = chainHash(file.chain, hash);
			const track = { sequence: number * 200, clock: { anchor: { rtp: start * 90, ntp: zero + start }, skip: 0, last: start * 90 }, publisherOffset: 12.25, frame: { rtp: start * 90, arrival: zero + start, time: start, block: start } };
			yield { type: 'piece', file: file.id, number, offset: number * 100_000, bytes: 100_000, sha256: hash, chain: file.chain, start, end: start + pieceMs, keyFrame: true, gaps: [], hash: state, track, events: null };
		}
		for (const file of files) yield { type: 'stored', file: file.id, number, key: keyOfPiece({ open, file, number }), versionId: randomUUID() };
	}
	yield { type: 'close', at: zero + pieces * pieceMs };
}

const { env, store } = await trialStore();
// Longer than closing takes: a lock that is over is none that the store would give.
const place = den(env, { SAL_LOCK_SECONDS_SPOOL: '900' });
const folder = join(place.spool, open.recording);
mkdirSync(folder, { recursive: true });
const path = join(folder, 'journal.ndjson');
const file = openSync(path, 'w');
let batch = '';
for (const line of journal()) {
	batch += `${JSON.stringify(line)}\n`;
	if (batch.length < 1 << 20) continue;
	writeSync(file, batch);
	batch = '';
}
writeSync(file, batch);
closeSync(file);
const megabytes = statSync(path).size / 1e6;

const began = performance.now();
const recorder = startRecorderProcess(place);
try {
	const key = `${new Date(zero).toISOString().slice(0, 10).replaceAll('-', '/')}/${open.recording}/close.json`;
	await until('the close manifest and its signature are there', 500_000, () => store.client.statObject(store.buckets.spool, signatureKey(key)).then(() => true, () => false));
	const seconds = (performance.now() - began) / 1000;
	const { versionId } = await store.client.statObject(store.buckets.spool, key);
	const { manifest } = await readCloseManifest({ store, bucket: 'spool', reference: { key, versionId: versionId ?? '' } });
	const listed = manifest.files.reduce((sum, { pieces: { count } }) => sum + count, 0);
	if (listed !== pieces * people * 2) throw new Error(`${listed} pieces are listed instead of ${pieces * people * 2}`);
	const session = `closing ${hours} h of ${people} people, ${listed} pieces, ${megabytes.toFixed(0)} MB of journal`;
	const pid = recorder.pid ?? 0;
	console.log(
		JSON.stringify({
			figures: [
				{ figure: `${session}: peak memory of the recorder`, value: peakMegabytes(pid), unit: 'MB', bound: 200 },
				{ figure: `${session}: from the recorder's start to the signed manifest`, value: seconds, unit: 's' },
				{ figure: `${session}: CPU of the recorder`, value: cpuSeconds([pid]), unit: 's' }
			]
		})
	);
} finally {
	await end(recorder);
	store.close();
	rmSync(place.folder, { recursive: true, force: true });
}
