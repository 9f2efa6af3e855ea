import type { Tx } from '@sal/db';
import { listVersions, readSmallVersion, type Store } from '@sal/storage';
import { sql } from 'drizzle-orm';
import { checkpointFolder, openCheckpoint, type Checkpoint } from './checkpoint.ts';
import type { Finding } from './findings.ts';
import { NOTE_LIMIT } from './write-checkpoint.ts';

/** Checkpoints that are read and compared at once. */
const BATCH = 200;
/** Entries of the last minutes may wait for their first checkpoint, in minutes. */
const PATIENCE_MINUTES = 10;

interface Lying {
	number: number;
	key: string;
	versionId: string;
}

/** Every checkpoint of the log in the store, in order; of several versions the oldest, which is the one the product wrote. */
async function* lying(store: Store, log: string): AsyncGenerator<Lying> {
	let last: Lying | undefined;
	for await (const { key, versionId, deleteMarker } of listVersions({ store, bucket: 'archive', prefix: checkpointFolder(log) })) {
		const number = Number(/(\d{9})\.checkpoint$/.exec(key)?.[1] ?? Number.NaN);
		if (deleteMarker || !Number.isSafeInteger(number)) continue;
		if (last && last.key !== key) yield last;
		last = { number, key, versionId };
	}
	if (last) yield last;
}

interface VerifyCheckpoints {
	inTx<T>(fn: (tx: Tx) => Promise<T>): Promise<T>;
	store: Store;
	signers: Record<string, string>;
	/** Id of the log. */
	log: string;
	found: (finding: Finding) => void;
	signal?: AbortSignal;
}

/** Compares the chain with every checkpoint in the store. To be called after the chain itself was verified. Answers with how many there were. */
export async function verifyCheckpoints({ inTx, store, signers, log, found, signal }: VerifyCheckpoints): Promise<number> {
	// Asked first: what is signed while we read is in the store already.
	const known = await inTx(newestKnown);
	let expected = 1;
	let count = 0;
	let batch: Lying[] = [];
	const check = async (): Promise<void> => {
		signal?.throwIfAborted();
		const notes = await Promise.all(batch.map(async (one) => ({ number: one.number, checkpoint: await open(one, { store, signers, log }) })));
		(await inTx((tx) => compare(tx, notes))).forEach(found);
		count += batch.length;
		batch = [];
	};
	for await (const one of lying(store, log)) {
		for (; expected < one.number; expected++) found({ kind: 'checkpoint-missing', checkpoint: expected });
		expected = one.number + 1;
		batch.push(one);
		if (batch.length === BATCH) await check();
	}
	await check();
	for (; expected <= known; expected++) found({ kind: 'checkpoint-missing', checkpoint: expected });
	return count;
}

async function open({ number, key, versionId }: Lying, { store, signers, log }: { store: Store; signers: Record<string, string>; log: string }): Promise<Checkpoint | undefined> {
	const { body } = await readSmallVersion({ store, bucket: 'archive', key, versionId, limit: NOTE_LIMIT });
	const checkpoint = openCheckpoint(body.toString('utf8'), signers);
	return checkpoint?.log === log && checkpoint.number === number ? checkpoint : undefined;
}

/** The highest number that must lie in the store: as the database remembers, or the first, once there is something to cover. */
async function newestKnown(tx: Tx): Promise<number> {
	const [row] = await tx.execute<{ number: number }>(sql`
		select greatest(coalesce((select max(number) from audit_checkpoint), 0),
			case when exists (select from audit_entry e join audit_chain c on c.entry_id = e.id where c.seq = 1 and e.at < now() - make_interval(mins => ${PATIENCE_MINUTES})) then 1 else 0 end) as number`);
	return Number(row?.number ?? 0);
}

async function compare(tx: Tx, notes: { number: number; checkpoint: Checkpoint | undefined }[]): Promise<Finding[]> {
	const sizes = notes.flatMap(({ checkpoint }) => (checkpoint ? [checkpoint.size] : []));
	const rows = await tx.execute<{ seq: string; hash: string }>(sql`select seq, encode(hash, 'hex') as hash from audit_chain where seq = any(${`{${sizes.join(',')}}`}::bigint[])`);
	const hashes = new Map(rows.map(({ seq, hash }) => [Number(seq), hash]));
	return notes.flatMap(({ number, checkpoint }): Finding[] => {
		if (!checkpoint) return [{ kind: 'bad-signature', checkpoint: number }];
		const hash = hashes.get(checkpoint.size);
		if (hash === undefined) return [{ kind: 'truncated', checkpoint: number, seq: checkpoint.size }];
		return hash === checkpoint.hash ? [] : [{ kind: 'rewritten', checkpoint: number, seq: checkpoint.size }];
	});
}
