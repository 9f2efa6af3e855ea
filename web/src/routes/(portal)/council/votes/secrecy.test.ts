/**
 * What somebody with the whole database in their hands, its write-ahead log and the order of everything learns of who cast which ballot. The attacker is given more than
 * any real one: they know in which order the voters took credentials, and in which they cast. The same attack finds every voter of an open vote.
 */
import postgres from 'postgres';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createCouncil, type Council } from '../council.fixture.ts';
import type { Choice } from '../live.ts';
import { receiptHash } from './secret.ts';
import { begin, closeSecret, openSecret, vote } from './secret-vote.fixture.ts';
import { cast, closeVote, openVote } from './store.server.ts';

/** Half for, half against, mixed up. */
const VOTERS = 48;
/** Matches of 24 and 24 in random order: 24 on average, 3.5 standard deviation: five of them above. A paper that can be linked matches in 48. */
const CHANCE = 42;

let council: Council;
let root: postgres.Sql;
let secret: string;
let open: string;
/** In the order of casting. */
const said: Choice[] = [];
const receipts: string[] = [];
let privateKey: string;
let log: { before: string; closing: string; after: string };

const superuser = process.env.SAL_TEST_POSTGRES ?? '';
const position = async () => (await root<{ lsn: string }[]>`select pg_current_wal_insert_lsn()::text as lsn`)[0]?.lsn ?? '';

beforeAll(async () => {
	council = await createCouncil({ seats: 65, others: VOTERS - 3 });
	const { chair, deputy, first } = council.people;
	const voters = [chair, deputy, first, ...council.others];
	const database = new URL(process.env.DATABASE_OWNER_URL ?? '').pathname;
	root = postgres(Object.assign(new URL(superuser), { pathname: database }).href, { max: 1, onnotice: () => undefined });
	// Nothing of the log is recycled until it has been read; the slot ends with the connection.
	await root`select pg_create_physical_replication_slot(${`secrecy_${process.pid}`}, true, true)`;
	await begin(council, voters);
	for (const [index] of voters.entries()) said.push((index * 7) % VOTERS < VOTERS / 2 ? 'for' : 'against');

	open = await council.as(chair, (tx) => openVote(tx, chair, { session: council.session, motion: null, title: 'Veřejně', text: 'Veřejně', threshold: 'resolution', now: new Date() }));
	for (const [index, actor] of voters.entries()) await council.as(actor, (tx) => cast(tx, actor, { session: council.session, vote: open, choice: said[index] ?? 'for', now: new Date() }));
	await council.as(chair, (tx) => closeVote(tx, chair, { session: council.session, vote: open, keys: council.keys, now: new Date() }));

	secret = await openSecret(council);
	const before = await position();
	for (const [index, actor] of voters.entries()) receipts.push(await vote(council, actor, { vote: secret, choices: [said[index] ?? 'for'] }));
	const closing = await position();
	privateKey = (await council.keys.opener(secret)).d ?? '';
	await closeSecret(council, secret);
	await council.keys.destroy(secret);
	log = { before, closing, after: await position() };
});
afterAll(async () => {
	await root.end();
	await council.close();
});

interface Row {
	table: string;
	xmin: string;
	/** The whole row as text. */
	row: string;
}

/** Every row of every table, as they lie on the disk. */
async function everything(): Promise<Row[]> {
	const tables = await root<{ name: string }[]>`select format('%I.%I', schemaname, tablename) as name from pg_tables where schemaname in ('public', 'drizzle')`;
	const rows: Row[] = [];
	for (const { name } of tables) for (const { xmin, row } of await root.unsafe<{ xmin: string; row: string }[]>(`select xmin::text, t::text as row from ${name} t order by t.ctid`)) rows.push({ table: name, xmin, row });
	return rows;
}
const matches = (guessed: readonly string[]): number => guessed.filter((choice, index) => choice === said[index]).length;

describe('the attack', () => {
	it('finds how everybody voted in an open vote: by their row, and by the order alone', async () => {
		const inOrder = await root<{ choice: string }[]>`select choice from council_ballot where vote_id = ${open} order by ctid`;
		expect(matches(inOrder.map(({ choice }) => choice))).toBe(VOTERS);
	});

	it.each(['ctid', 'id', 'xmin::text::bigint, ctid'])('finds nothing better than chance in the order of secret ballots (%s)', async (order) => {
		const ballots = await root.unsafe<{ said: string }[]>(`select choices->>0 as said from council_secret_ballot where vote_id = '${secret}' order by ${order}`);
		expect(ballots).toHaveLength(VOTERS);
		expect(matches(ballots.map(({ said: choice }) => choice))).toBeLessThan(CHANCE);
		expect(matches(ballots.map(({ said: choice }) => choice).reverse())).toBeLessThan(CHANCE);
	});

	it('finds no row that knows a voter and a ballot: no shared value, no shared transaction', async () => {
		const rows = await everything();
		const ballots = rows.filter(({ table, row }) => table.endsWith('.council_secret_ballot') && row.includes(secret));
		const written = new Set(ballots.map(({ xmin }) => xmin));
		expect(written.size).toBe(1);
		const ids = ballots.map(({ row }) => row.slice(1, 37));
		const hashes = await Promise.all(receipts.map(receiptHash));
		const [closing] = written;
		for (const actor of council.others) {
			const known = rows.filter(({ row }) => row.includes(actor.person));
			expect(known.some(({ table }) => table.endsWith('.council_credential'))).toBe(true);
			// The transaction that wrote the ballots has written nothing of anybody.
			expect(known.filter(({ xmin }) => xmin === closing)).toEqual([]);
			expect(known.filter(({ row }) => [...ids, ...hashes, ...receipts].some((value) => value !== null && row.includes(value)))).toEqual([]);
		}
	});

	it('finds no time and no running number beside a credential or a ballot, and nothing in the log of acts', async () => {
		const columns = await root`
			select table_name, column_name from information_schema.columns
			where table_name in ('council_secret_vote', 'council_credential', 'council_staged_ballot', 'council_secret_ballot', 'council_receipt') and (data_type like 'timestamp%' or data_type in ('date', 'bigint', 'integer') or is_identity = 'YES' or column_default like 'nextval%')`;
		expect(columns).toEqual([]);
		const told = await root<{ action: string }[]>`select distinct action from audit_entry where object_id = ${secret}`;
		expect(told.map(({ action }) => action)).toEqual(['council.vote-opened']);
		const events = await root<{ type: string }[]>`select type from council_event where session_id = ${council.session} and data->>'vote' = ${secret} order by sequence`;
		expect(events.map(({ type }) => type)).toEqual(['vote.opened', 'vote.closed', 'vote.result']);
	});

	it('reads in the write-ahead log who took a credential and in which order sealed ballots came, and cannot open one of them', async () => {
		const [casting, counting] = [await walBetween(log.before, log.closing), await walBetween(log.closing, log.after)];
		// That the log is read at all: credentials are in it, by voter.
		expect(casting.includes(Buffer.from(secret.replaceAll('-', ''), 'hex'))).toBe(true);
		const hashes = (await Promise.all(receipts.map(receiptHash))).filter((hash) => hash !== null);
		for (const plain of [...receipts, ...hashes]) expect(casting.includes(plain)).toBe(false);
		for (const receipt of receipts) expect(counting.includes(receipt)).toBe(false);
		// What ballots said is written by the transaction that counts them, receipts in their own order.
		const places = hashes.map((hash) => counting.indexOf(hash));
		expect(Math.min(...places)).toBeGreaterThanOrEqual(0);
		expect(hashes.toSorted((one, other) => counting.indexOf(one) - counting.indexOf(other))).toEqual(hashes.toSorted());
		await expect(council.keys.opener(secret)).rejects.toThrow('ENOENT');
		expect(casting.includes(privateKey) || counting.includes(privateKey)).toBe(false);
	});
});

/** Of each page of the log the header is left out: a record goes on behind it. Bytes of a header, and of the first one of a file. */
const PAGE = 8_192;
const [HEADER, LONG_HEADER] = [24, 40];

/** The bytes of the log between two positions, as a superuser reads them. */
async function walBetween(from: string, to: string): Promise<Buffer> {
	const [{ size, first, last } = { size: 0, first: '0', last: '0' }] = await root<{ size: number; first: string; last: string }[]>`
		select setting::int as size, (${from}::pg_lsn - '0/0'::pg_lsn)::text as first, (${to}::pg_lsn - '0/0'::pg_lsn)::text as last from pg_settings where name = 'wal_segment_size'`;
	const [start, end] = [Number(first), Number(last)];
	const parts: Buffer[] = [];
	for (let segment = Math.floor(start / size); segment * size < end; segment += 1) {
		const [row] = await root<{ bytes: Buffer }[]>`select pg_read_binary_file('pg_wal/' || pg_walfile_name(('0/0'::pg_lsn + ${segment * size + 1}::numeric))) as bytes`;
		if (!row) throw new Error('no segment of the log');
		for (let page = 0; page < size; page += PAGE) {
			const begins = page + (page === 0 ? LONG_HEADER : HEADER);
			parts.push(row.bytes.subarray(Math.max(begins, Math.min(start - segment * size, page + PAGE)), Math.max(begins, Math.min(page + PAGE, end - segment * size))));
		}
	}
	return Buffer.concat(parts);
}
