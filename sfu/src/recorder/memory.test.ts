import { mkdtempSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { trackMessage } from './trial/synthetic.ts';
import { Journal, JournalDamaged } from './journal.ts';
import type { JournalLine, PieceLine } from './journal-lines.ts';
import { type Memory, nothingYet, remember } from './memory.ts';

const open: JournalLine = { type: 'open', recording: 'r1', room: 'room', kind: 'call', title: 'Porada', startedAt: 1_000, restoredAt: null };
const track: JournalLine = { ...trackMessage('audio', 1), key: 'e/1' };
const file: JournalLine = { type: 'file', id: '0001-aaaa', track: 'e/1', kind: 'media', contentType: 'audio/webm', extension: 'webm', start: 0, who: 'Jan', what: 'microphone', about: {} };
const piece = (number: number): PieceLine => ({
	type: 'piece',
	file: '0001-aaaa',
	number,
	offset: number * 100,
	bytes: 100,
	sha256: 'a'.repeat(64),
	chain: 'b'.repeat(64),
	start: number * 4_000,
	end: number * 4_000 + 4_000,
	keyFrame: true,
	gaps: [],
	hash: 'c'.repeat(150),
	track: { sequence: number * 200, clock: { anchor: null, skip: 0, last: number }, publisherOffset: null, frame: { rtp: number, arrival: number, time: number, block: number } },
	events: null
});

/** A journal as a recorder writes it: pieces in order, each stored some time after it was written. */
const journals = fc.array(fc.nat(3), { minLength: 1, maxLength: 30 }).map((lags) => {
	const lines: JournalLine[] = [open, track, file];
	const due: { after: number; number: number }[] = [];
	for (const [number, lag] of lags.entries()) {
		lines.push(piece(number));
		due.push({ after: number + lag, number });
		for (const done of due.filter(({ after }) => after <= number)) {
			due.splice(due.indexOf(done), 1);
			lines.push({ type: 'stored', file: '0001-aaaa', number: done.number, key: `k/${done.number}`, versionId: 'v' });
		}
	}
	return lines;
});

function journalFile(text: string): string {
	const path = join(mkdtempSync(join(tmpdir(), 'sal-journal-')), 'journal.ndjson');
	writeFileSync(path, text);
	return path;
}

/** The journal as a recorder finds it, and what it makes of it. */
async function opened(path: string): Promise<{ journal: Journal; lines: JournalLine[]; memory: Memory }> {
	const lines: JournalLine[] = [];
	const memory = nothingYet();
	const onLine = (line: JournalLine) => {
		lines.push(line);
		remember(memory, line);
	};
	return { journal: await Journal.open({ path, onLine, onTrouble: () => undefined }), lines, memory };
}

test('a journal cut at any byte is a recording that goes on after its last whole line', async () => {
	await fc.assert(
		fc.asyncProperty(journals, fc.double({ min: 0, max: 1, noNaN: true }), async (lines, share) => {
			const text = lines.map((line) => `${JSON.stringify(line)}\n`).join('');
			const path = journalFile(text.slice(0, Math.floor(text.length * share)));
			const { journal, lines: read, memory } = await opened(path);
			expect(read).toEqual(lines.slice(0, read.length));

			const written = read.filter((line) => line.type === 'piece').map(({ number }) => number);
			const stored = new Set(read.filter((line) => line.type === 'stored').map(({ number }) => number));
			const found = memory.files.get('0001-aaaa');
			expect((found?.unsent ?? []).map(({ number }) => number)).toEqual(written.filter((number) => !stored.has(number)));
			expect(memory.tracks.get('e/1')?.state?.sequence).toBe(written.length === 0 ? undefined : (written.at(-1) ?? 0) * 200);

			// The next line begins on a line of its own.
			await journal.append({ type: 'close', at: 5 });
			await journal.close();
			const again = readFileSync(path, 'utf8').trimEnd().split('\n');
			expect(again).toHaveLength(read.length + 1);
			expect(JSON.parse(again.at(-1) ?? '')).toEqual({ type: 'close', at: 5 });
		}),
		{ numRuns: 60 }
	);
});

test('a journal of many megabytes is read in chunks, and gives every piece', { timeout: 120_000 }, async () => {
	const count = 20_000;
	const path = journalFile([open, track, file, ...Array.from({ length: count }, (_piece, number) => piece(number))].map((line) => `${JSON.stringify(line)}\n`).join(''));
	expect(statSync(path).size).toBeGreaterThan(10e6);
	const { journal, lines, memory } = await opened(path);
	expect(lines.flatMap((line) => (line.type === 'piece' ? [line.number] : []))).toEqual(Array.from({ length: count }, (_piece, number) => number));
	expect((await Array.fromAsync(journal.read())).flat()).toEqual(lines);
	expect(memory.files.get('0001-aaaa')?.last?.hash).toBe('c'.repeat(150));
	await journal.close();
});

test('a line that nobody wrote stops the recorder from touching the folder', async () => {
	const path = journalFile(`${JSON.stringify(open)}\n{"type":"piece"}\n${JSON.stringify(track)}\n`);
	const before = readFileSync(path, 'utf8');
	await expect(opened(path)).rejects.toThrow(JournalDamaged);
	expect(readFileSync(path, 'utf8')).toBe(before);
});
