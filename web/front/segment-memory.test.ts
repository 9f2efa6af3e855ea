import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { SegmentMemory } from './segment-memory.ts';

const folder = mkdtempSync(join(tmpdir(), 'sal-segments-'));
const put = (name: string, text: string) => {
	writeFileSync(join(folder, name), text);
	return join(folder, name);
};

test('whoever asks at the same time shares one reading, and a minute later it is read again', async () => {
	const memory = new SegmentMemory({ mostBytes: 1_000 });
	const path = put('a', 'pictures');
	const [one, other] = await Promise.all([memory.read(path, 0), memory.read(path, 10)]);
	expect(one).toBe(other);
	rmSync(path);
	expect((await memory.read(path, 59_000)).toString()).toBe('pictures');
	await expect(memory.read(path, 60_000)).rejects.toThrow('ENOENT');
});

test('it holds no more than it may, and forgets the oldest first', async () => {
	const memory = new SegmentMemory({ mostBytes: 10 });
	const [first, second] = [put('1', '123456'), put('2', 'abcdef')];
	await memory.read(first, 0);
	await memory.read(second, 1);
	for (const path of [first, second]) rmSync(path);
	expect((await memory.read(second, 2)).toString()).toBe('abcdef');
	await expect(memory.read(first, 2)).rejects.toThrow('ENOENT');
});

test('what is not there may come later', async () => {
	const memory = new SegmentMemory({ mostBytes: 10 });
	await expect(memory.read(join(folder, 'later'), 0)).rejects.toThrow('ENOENT');
	expect((await memory.read(put('later', 'now'), 1)).toString()).toBe('now');
});
