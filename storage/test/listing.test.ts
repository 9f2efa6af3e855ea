import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { listFolders, listVersions, type Store } from '../src/index.ts';
import { testStore } from './server.ts';

const COUNT = 2300;
let store: Store;

beforeAll(async () => {
	store = await testStore();
	const numbers = Array.from({ length: COUNT }, (_, number) => number);
	const worker = async (): Promise<void> => {
		for (let number = numbers.pop(); number !== undefined; number = numbers.pop()) {
			await store.client.putObject(store.buckets.access, `list/${String(number).padStart(6, '0')}/a b+č.txt`, 'x');
		}
	};
	await Promise.all(Array.from({ length: 8 }, worker));
});
afterAll(() => store.close());

describe('a listing of more than one page', () => {
	it('gives every version once, in order, and asks for the next page only when it is wanted', async () => {
		const keys: string[] = [];
		for await (const { key } of listVersions({ store, bucket: 'access', prefix: 'list/' })) keys.push(key);
		expect(keys).toHaveLength(COUNT);
		expect(keys).toEqual(keys.toSorted());
		expect(keys[0]).toBe('list/000000/a b+č.txt');
	});

	it('gives every folder once', async () => {
		const folders: string[] = [];
		for await (const folder of listFolders({ store, bucket: 'access', prefix: 'list/' })) folders.push(folder);
		expect(new Set(folders).size).toBe(COUNT);
		expect(folders).toHaveLength(COUNT);
	});

	it('can be left after the first', async () => {
		for await (const { key } of listVersions({ store, bucket: 'access', prefix: 'list/' })) {
			expect(key).toBe('list/000000/a b+č.txt');
			break;
		}
	});
});
