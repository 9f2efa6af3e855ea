/** Clears the store of files that nobody asks for any more. */
import { documentsBefore, dropDocument, INCOMING, type Store } from '@sal/storage';
import { MATERIALS } from './intake.server.ts';

/** How many files one question to the database is about. */
const BATCH = 500;

interface Sweep {
	store: Store;
	/** Only what is older is looked at: what was just taken in may wait for its row. */
	before: Date;
	/** Which of these keys belong to a material. */
	known: (keys: string[]) => Promise<string[]>;
}

/** Deletes uploads that nobody took in, and files whose material is gone: taken back before the publication, with their item, or left by a process that was killed between the store and the database. */
export async function sweepMaterials({ store, before, known }: Sweep): Promise<void> {
	for await (const key of documentsBefore(store, { prefix: INCOMING, before })) await dropDocument(store, key);
	let batch: string[] = [];
	const sweep = async () => {
		const standing = new Set(batch.length === 0 ? [] : await known(batch));
		for (const key of batch) if (!standing.has(key)) await dropDocument(store, key);
		batch = [];
	};
	for await (const key of documentsBefore(store, { prefix: MATERIALS, before })) {
		batch.push(key);
		if (batch.length === BATCH) await sweep();
	}
	await sweep();
}
