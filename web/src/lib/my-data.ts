import type { PersonActor, Tx } from '@sal/db';

/**
 * What a module keeps of a person: `export const myData: MyDataFile[] = …` in `routes/(portal)/<module>/my-data.server.ts`. Found by itself; becomes
 * a file of the archive that everybody may take of their own data (GDPR art. 15 and 20). No secrets and no hashes of them; of others only what the
 * person may see in the portal anyway.
 */
export interface MyDataFile {
	/** `<what>.jsonl`. */
	name: string;
	/** A message function: what is in it. */
	about: () => string;
	/** A line each. Read while the browser takes them: never all at once where there may be many. */
	rows(options: MyDataQuestion): AsyncIterable<object>;
}

export interface MyDataQuestion {
	/** Whose data. */
	actor: PersonActor;
	/** A transaction as `actor`. */
	inTx<T>(fn: (tx: Tx) => Promise<T>): Promise<T>;
	now: Date;
}

/** For what is never much: one question, all its rows. */
export const few = (read: (tx: Tx, person: string, now: Date) => Promise<readonly object[]>): MyDataFile['rows'] =>
	async function* ({ actor, inTx, now }) {
		yield* await inTx((tx) => read(tx, actor.person, now));
	};

const BATCH = 500;

/** For what may be much: asked for piece by piece; `after` is the last row of the piece before. */
export const many = <Row extends object>(read: (tx: Tx, person: string, page: { after: Row | undefined; limit: number }) => Promise<readonly Row[]>): MyDataFile['rows'] =>
	async function* ({ actor, inTx }) {
		for (let after: Row | undefined; ; ) {
			const rows = await inTx((tx) => read(tx, actor.person, { after, limit: BATCH }));
			yield* rows;
			after = rows.at(-1);
			if (rows.length < BATCH) return;
		}
	};
