import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { closeManifest, joinGaps } from './close.ts';
import type { JournalLine } from './journal-lines.ts';
import { StoredLists } from './stored-lists.ts';

const lost = (from: number, to: number) => ({ from, to, reason: 'packets-lost' });

test.each([
	['a bad minute is one gap', [lost(0, 40), lost(500, 540), lost(900, 1_200)], [lost(0, 1_200)]],
	['gaps far apart stay apart', [lost(0, 40), lost(5_000, 5_040)], [lost(0, 40), lost(5_000, 5_040)]],
	['gaps of different reasons stay apart', [lost(0, 40), { from: 50, to: 60, reason: 'recorder-behind' }], [lost(0, 40), { from: 50, to: 60, reason: 'recorder-behind' }]],
	['order does not matter', [lost(900, 950), lost(0, 40)], [lost(0, 950)]]
])('%s', (_name, gaps, joined) => {
	expect(joinGaps(gaps)).toEqual(joined);
});

const hash = 'a'.repeat(64);
const lines: JournalLine[] = [
	{ type: 'open', recording: 'r1', room: 'room', kind: 'call', title: 'Porada', startedAt: Date.UTC(2026, 10, 22), restoredAt: null },
	{ type: 'file', id: '0001-aaaa', track: null, kind: 'events', contentType: 'application/x-ndjson', extension: 'ndjson', start: 0, who: 'meeting', what: 'events', about: {} },
	{ type: 'piece', file: '0001-aaaa', number: 0, offset: 0, bytes: 10, sha256: hash, chain: hash, start: 5, end: 9, keyFrame: true, gaps: [], hash: '', track: null, events: { epoch: 'e', number: 3, mark: 0 } },
	{ type: 'stored', file: '0001-aaaa', number: 0, key: 'k', versionId: 'v1' },
	{ type: 'close', at: Date.UTC(2026, 10, 22) + 60_000 }
];

async function close(journal: JournalLine[]): Promise<ReturnType<typeof closeManifest>> {
	const lists = await StoredLists.begin(join(mkdtempSync(join(tmpdir(), 'sal-close-')), 'lists'));
	return closeManifest({ lines: [journal], lists, fileHash: () => hash, signer: 'sfu-1' });
}

test('the same journal always gives the same manifest, with the versions that the store confirmed', async () => {
	const [one, other] = [await close(lines), await close(lines)];
	const files = await Array.fromAsync(one.files);
	expect(files[0]?.pieces).toMatchObject([{ number: 0, versionId: 'v1', key: expect.stringMatching(/^2026\/11\/22\/r1\/meeting-events-0001-aaaa\/000000\.ndjson$/) as string }]);
	expect({ ...other, files: await Array.fromAsync(other.files) }).toEqual({ ...one, files });
	// The store was away: the files are gone through once more.
	expect(await Array.fromAsync(one.files)).toEqual(files);
});

test('no manifest claims a piece that the store has not confirmed', async () => {
	await expect(close(lines.filter(({ type }) => type !== 'stored'))).rejects.toThrow(/not in the store yet/);
});
