/**
 * How long a file of 25,000 people takes, with row-level security on, as whoever administers the region imports it: its dry run, writing it,
 * and the same file again. Run by `npm run bench` (or `node web/bench/import.bench.ts [rows]`); reads SAL_TEST_POSTGRES, DATABASE_OWNER_URL
 * and DATABASE_URL.
 */
import { connect, organisation, waitingImports, withActor, type Database, type PersonActor } from '@sal/db';
import { putPerson } from '../src/lib/server/test-person.fixture.ts';
import { workOnImport } from '../src/routes/(portal)/directory/import-work.server.ts';
import { applyImport, beginImport, checkImport, keepSlice, readImport, SLICE } from '../src/routes/(portal)/directory/store.server.ts';
import { writeCsv } from '../src/routes/(portal)/directory/write-table.ts';
import { inThrowAwayDatabase } from './throw-away-database.ts';

const rows = Number(process.argv[2] ?? 25_000);
const ORGANISATIONS = 223;
/** Seconds: what a person waits for at most. */
const BOUND = 60;

/** The region and what it founded; answers with who runs the portal there. */
async function seed(url: string): Promise<PersonActor> {
	const { db, close } = connect({ url, max: 1 });
	try {
		const region = crypto.randomUUID();
		await db.insert(organisation).values({ id: region, kind: 'region', name: 'Krajský úřad', externalId: 'O0' });
		await db.insert(organisation).values(Array.from({ length: ORGANISATIONS - 1 }, (_, index) => ({ parentId: region, kind: 'other' as const, name: `Organizace ${index + 1}`, externalId: `O${index + 1}` })));
		return await putPerson(db, { organisation: region, role: 'admin' });
	} finally {
		await close();
	}
}

function file(): Uint8Array {
	const people = Array.from({ length: rows }, (_, index) => [`P${index}`, `osoba.${index}@example.test`, index % 3 === 0 ? 'Ing.' : '', 'Jana', `Nováková${index}`, '', `O${index % ORGANISATIONS}`, 'referentka', '2026-01-01', '', index % 10 === 0 ? 'recordings.clerk' : '']);
	return writeCsv([['id', 'e-mail', 'titul před', 'jméno', 'příjmení', 'titul za', 'organizace', 'pracovní zařazení', 'od', 'do', 'role'], ...people]);
}

/** Seconds that the job takes for whatever waits. */
async function work(db: Database): Promise<number> {
	const started = performance.now();
	for (const waiting of await waitingImports(db)) await workOnImport({ db, waiting, now: () => new Date() });
	return (performance.now() - started) / 1000;
}

async function upload({ db, actor, bytes }: { db: Database; actor: PersonActor; bytes: Uint8Array }): Promise<string> {
	const grantable = [{ role: 'recordings.clerk', below: [actor.organisation] }];
	const id = await withActor(db, actor, (tx) => beginImport({ tx, actor, of: 'people', fileName: 'lide.csv', size: bytes.length, grantable }));
	for (let number = 0; number * SLICE < bytes.length; number++) await withActor(db, actor, (tx) => keepSlice({ tx, actor, id, number, bytes: bytes.subarray(number * SLICE, (number + 1) * SLICE) }));
	await withActor(db, actor, (tx) => checkImport({ tx, actor, id }));
	return id;
}

await inThrowAwayDatabase(async ({ owner, app: url }) => {
	const actor = await seed(owner);
	const { db, close } = connect({ url, max: 4 });
	try {
		const bytes = file();
		const id = await upload({ db, actor, bytes });
		const dryRun = await work(db);
		await withActor(db, actor, (tx) => applyImport({ tx, actor, id }));
		const written = await work(db);
		const { state, counts } = await withActor(db, actor, (tx) => readImport({ tx, actor, id }));
		if (state !== 'applied' || counts?.created !== rows) throw new Error(`the import ended as ${state}: ${JSON.stringify(counts)}`);
		const again = await upload({ db, actor, bytes });
		const repeated = await work(db);
		const second = await withActor(db, actor, (tx) => readImport({ tx, actor, id: again }));
		if (second.counts?.unchanged !== rows) throw new Error(`the same file again would change something: ${JSON.stringify(second.counts)}`);
		console.log(JSON.stringify({
			figures: [
				{ figure: `dry run of ${rows} people`, value: dryRun, unit: 's', bound: BOUND },
				{ figure: `import of ${rows} people`, value: written, unit: 's', bound: BOUND },
				{ figure: `dry run of the same ${rows} people again`, value: repeated, unit: 's', bound: BOUND }
			]
		}));
	} finally {
		await close();
	}
});
