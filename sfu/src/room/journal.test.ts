import fc from 'fast-check';
import { appendFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Journal } from './journal.ts';
import { apply, emptyState, snapshotEntry, type Entry } from './state.ts';

const room = '11111111-1111-4111-8111-111111111111';
let folder: string;
let files = 0;
beforeAll(async () => { folder = await mkdtemp(join(tmpdir(), 'sal-journal-')); });
afterAll(() => rm(folder, { recursive: true, force: true }));

const nextPath = () => join(folder, `${String((files += 1))}.jsonl`);
const open = (path: string, failures: unknown[] = []) => Journal.open({ path, room, onFailure: (error) => failures.push(error) });

const id = fc.constantFrom('22222222-2222-4222-8222-222222222222', '33333333-3333-4333-8333-333333333333', '44444444-4444-4444-8444-444444444444');
const time = fc.integer({ min: 0, max: 2_000_000_000_000 });
const entry: fc.Arbitrary<Entry> = fc.oneof(
	fc.record({ type: fc.constant('locked' as const), locked: fc.boolean() }),
	fc.record({ type: fc.constant('removed' as const), participant: id }),
	fc.record({ type: fc.constant('forgotten' as const), participant: id }),
	fc.record({
		type: fc.constant('council' as const),
		council: fc.record({ speak: fc.option(fc.array(id)), floor: fc.option(id), interpreter: fc.option(id), closed: fc.option(fc.record({ insiders: fc.array(id) })), evidence: fc.option(fc.record({ of: fc.array(id), graceSeconds: fc.nat() })), public: fc.boolean(), sequence: fc.nat() })
	}),
	fc.record({ type: fc.constant('voided' as const), participant: id, before: time }),
	fc.record({
		type: fc.constant('person' as const),
		person: fc.record({ id, name: fc.string(), organisation: fc.string(), guest: fc.boolean(), grants: fc.subarray(['publish', 'chat', 'host'] as const).map((grants) => [...grants]), given: fc.subarray(['publish', 'host'] as const).map((grants) => [...grants]), place: fc.constantFrom('lobby' as const, 'room' as const, 'out' as const), admitted: fc.boolean(), since: time, resumeHash: fc.option(fc.string()), givenUp: fc.array(fc.string()), handAt: fc.option(time), consent: fc.boolean(), seat: fc.constantFrom('participant' as const, 'viewer' as const, 'onlooker' as const), inside: fc.boolean(), shutOut: fc.boolean() })
	}),
	fc.record({ type: fc.constant('chat' as const), message: fc.record({ id, at: time, from: id, name: fc.string(), guest: fc.boolean(), text: fc.string() }) }),
	fc.record({ type: fc.constant('recording' as const), recording: fc.option(fc.record({ id, startedAt: time, paused: fc.boolean() })) }),
	fc.record({ type: fc.constant('ended' as const), at: time })
);

test('a journal that is read again is the state that was written, whatever was recorded and when it was saved', async () => {
	await fc.assert(
		fc.asyncProperty(fc.array(fc.tuple(entry, fc.boolean()), { maxLength: 40 }), async (entries) => {
			const path = nextPath();
			const journal = await open(path);
			for (const [one, save] of entries) {
				journal.record(one);
				if (save) void journal.saved();
			}
			await journal.close();
			const again = await open(path);
			expect(again.state).toEqual(journal.state);
			await again.close();
		}),
		{ numRuns: 50 }
	);
});

test('the sum of a state is the state', () => {
	fc.assert(
		fc.property(fc.array(entry), (entries) => {
			const state = emptyState(room);
			for (const one of entries) apply(state, one);
			const copy = emptyState(room);
			apply(copy, JSON.parse(JSON.stringify(snapshotEntry(state, 0))) as Entry);
			expect(copy).toEqual(state);
		})
	);
});

test('a line torn by a crash is dropped, and what comes after is whole', async () => {
	const path = nextPath();
	const journal = await open(path);
	journal.record({ type: 'locked', locked: true });
	await journal.close();
	await appendFile(path, '{"type":"ended","a');
	const again = await open(path);
	expect(again.state).toMatchObject({ locked: true, ended: null });
	again.record({ type: 'ended', at: 5 });
	await again.close();
	expect((await open(path)).state).toMatchObject({ locked: true, ended: 5 });
});

test('it grows no further than it must', async () => {
	const path = nextPath();
	const journal = await open(path);
	for (let round = 0; round < 5_000; round += 1) {
		journal.record({ type: 'locked', locked: round % 2 === 0 });
		if (round % 100 === 0) await journal.saved();
	}
	await journal.close();
	const lines = (await readFile(path, 'utf8')).split('\n').length;
	expect(lines).toBeLessThan(2_100);
	expect((await open(path)).state.locked).toBe(false);
});

test('a broken line in the middle is named, not skipped', async () => {
	const path = nextPath();
	await writeFile(path, '{"type":"locked","locked":true}\n{"type":"unlocked"}\n{"type":"locked","locked":false}\n');
	await expect(open(path)).rejects.toThrow(/line 2/);
});

test('a disk that refuses is reported, and later nothing is missing', async () => {
	const path = join(folder, 'absent', 'journal.jsonl');
	const failures: unknown[] = [];
	const journal = await open(path, failures);
	journal.record({ type: 'locked', locked: true });
	await journal.saved();
	expect(failures.length).toBeGreaterThan(0);
	const { mkdir } = await import('node:fs/promises');
	await mkdir(join(folder, 'absent'));
	await journal.saved();
	await journal.close();
	expect((await open(path)).state.locked).toBe(true);
});
