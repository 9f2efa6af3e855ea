/** Files against a real database: all or nothing, the same file again, exports that come back, and nobody reaches further than they administer. */
import { auditEntry, directoryImport, directoryImportPiece, notification, organisation, organisationVersion, person, affiliation, roleGrant, waitingImports, withActor, type PersonActor } from '@sal/db';
import { and, eq, inArray, sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DomainError } from '#lib/domain-error.ts';
import { makeTestHouse, type TestHouse } from '#lib/server/test-house.fixture.ts';
import { putPerson } from '#lib/server/test-person.fixture.ts';
import { exportFile } from './export.server.ts';
import { workOnImport } from './import-work.server.ts';
import { applyImport, beginImport, checkImport, discardImport, keepSlice, lapseImports, readImport, readVerdicts, SLICE } from './store.server.ts';

let house: TestHouse;
let admin: PersonActor;
let delegate: PersonActor;
let hospital: string;
let town: string;
const run = crypto.randomUUID().slice(0, 8);
const grantable = [{ role: 'recordings.clerk', below: [] as string[] }];

beforeAll(async () => {
	house = await makeTestHouse();
	[hospital, town] = [crypto.randomUUID(), crypto.randomUUID()];
	await house.owner.db.insert(organisation).values([
		{ id: hospital, parentId: house.organisationId, kind: 'hospital', name: `Nemocnice ${run}`, externalId: `H-${run}` },
		{ id: town, parentId: house.organisationId, kind: 'municipality', name: `Obec ${run}`, externalId: `T-${run}` }
	]);
	admin = await putPerson(house.owner.db, { organisation: house.organisationId, role: 'admin' });
	delegate = await putPerson(house.owner.db, { organisation: hospital, role: 'staff' });
	await house.owner.db.insert(roleGrant).values({ affiliationId: delegate.affiliation, role: 'organisation.admin', organisationId: hospital });
	const grant = { id: 'g', role: 'organisation.admin', organisation: hospital, organisationName: 'N', path: [house.organisationId, hospital], since: '2020-01-01T00:00:00Z', until: null, by: null };
	delegate = { ...delegate, grants: [grant] };
	grantable[0] = { role: 'recordings.clerk', below: [house.organisationId] };
});
afterAll(() => house.close());

const as = <T>(actor: PersonActor, fn: Parameters<typeof withActor<T>>[2]) => withActor(house.portal.db, actor, fn);

/** As the page does it: begin, slices, check. */
async function upload(actor: PersonActor, of: 'organisations' | 'people', bytes: Uint8Array): Promise<string> {
	const id = await as(actor, (tx) => beginImport({ tx, actor, of, fileName: `${of}.csv`, size: bytes.length, grantable }));
	for (let number = 0; number * SLICE < bytes.length; number++) {
		const slice = bytes.subarray(number * SLICE, (number + 1) * SLICE);
		await as(actor, (tx) => keepSlice({ tx, actor, id, number, bytes: slice }));
	}
	await as(actor, (tx) => checkImport({ tx, actor, id }));
	await work(id);
	return id;
}
async function work(id: string): Promise<void> {
	const waiting = (await waitingImports(house.portal.db)).find((each) => each.id === id);
	if (!waiting) throw new Error(`import ${id} does not wait`);
	await workOnImport({ db: house.portal.db, waiting, now: () => new Date() });
}
async function apply(actor: PersonActor, id: string): Promise<void> {
	await as(actor, (tx) => applyImport({ tx, actor, id }));
	await work(id);
}
const state = async (actor: PersonActor, id: string) => {
	const { state, counts } = await as(actor, (tx) => readImport({ tx, actor, id }));
	return { state, counts };
};
const counts = (created: number, changed: number, unchanged: number, refused = 0) => ({ created, changed, unchanged, refused });
const csv = (text: string) => Buffer.from(text);

const units = () => csv(`id;nadřazená;druh;název;IČO\nS-${run};H-${run};areál;Areál ${run};00000019\nW-${run};S-${run};oddělení;Chirurgie ${run};\n`);
const people = () => csv(`id;e-mail;titul před;jméno;příjmení;organizace;pracovní zařazení;role\nP1-${run};p1-${run}@example.test;MUDr.;Eva;Nová;W-${run};primářka;recordings.clerk@H-${run}\nP2-${run};p2-${run}@example.test;;Jan;Malý;S-${run};vrátný;\n`);
const peopleThere = () => house.owner.db.select().from(person).where(inArray(person.externalId, [`P1-${run}`, `P2-${run}`]));

describe('a file', () => {
	it('changes nothing before it is applied, all of it then, and nothing again', async () => {
		const first = await upload(delegate, 'organisations', units());
		expect(await state(delegate, first)).toEqual({ state: 'checked', counts: counts(2, 0, 0) });
		expect(await house.owner.db.select().from(organisation).where(eq(organisation.externalId, `W-${run}`))).toEqual([]);
		await apply(delegate, first);
		expect(await state(delegate, first)).toEqual({ state: 'applied', counts: counts(2, 0, 0) });
		const [ward] = await house.owner.db.select().from(organisation).where(eq(organisation.externalId, `W-${run}`));
		expect(ward).toMatchObject({ kind: 'ward', path: [house.organisationId, hospital, expect.any(String), ward?.id] });
		expect(await house.owner.db.select({ by: organisationVersion.changedBy }).from(organisationVersion).where(eq(organisationVersion.organisationId, ward?.id ?? ''))).toEqual([{ by: delegate.person }]);

		const again = await upload(delegate, 'organisations', units());
		expect(await state(delegate, again)).toEqual({ state: 'checked', counts: counts(0, 0, 2) });
	});

	it('of people brings places and roles, and says so once in the log, with its hash', async () => {
		const id = await upload(delegate, 'people', people());
		await apply(delegate, id);
		expect(await state(delegate, id)).toEqual({ state: 'applied', counts: counts(2, 0, 0) });
		const there = await peopleThere();
		expect(there.map(({ name }) => name).sort()).toEqual(['Jan Malý', 'MUDr. Eva Nová']);
		const grants = await house.owner.db.select({ role: roleGrant.role, at: roleGrant.organisationId, by: roleGrant.grantedBy, note: roleGrant.note }).from(roleGrant).innerJoin(affiliation, eq(affiliation.id, roleGrant.affiliationId)).where(inArray(affiliation.personId, there.map((each) => each.id)));
		expect(grants).toEqual([{ role: 'recordings.clerk', at: hospital, by: delegate.person, note: 'people.csv' }]);
		const [{ sha256 } = { sha256: null }] = await house.owner.db.select({ sha256: directoryImport.sha256 }).from(directoryImport).where(eq(directoryImport.id, id));
		const entries = await house.owner.db.select({ detail: auditEntry.detail, outcome: auditEntry.outcome }).from(auditEntry).where(and(eq(auditEntry.action, 'import.applied'), eq(auditEntry.objectId, id)));
		expect(entries).toEqual([{ outcome: 'done', detail: { of: 'people', sha256, ...counts(2, 0, 0) } }]);
		expect(await state(delegate, await upload(delegate, 'people', people()))).toEqual({ state: 'checked', counts: counts(0, 0, 2) });
	});

	it('with one bad row changes nothing at all, and says which and why', async () => {
		const id = await upload(delegate, 'people', csv(`${people().toString()}P3-${run};nikdo;;Nikdo;Nikdo;W-${run};;\nP4-${run};p4@example.test;;Kdo;Jiný;T-${run};;\n`));
		expect(await state(delegate, id)).toEqual({ state: 'refused', counts: counts(0, 0, 2, 2) });
		const { rows } = await as(delegate, (tx) => readVerdicts({ tx, id, outcome: 'refused', page: 1 }));
		expect(rows.map(({ line, detail }) => [line, detail.flaw?.column, detail.flaw?.reason])).toEqual([[4, 'e-mail', 'not-email'], [5, 'organizace', 'outside']]);
		await expect(as(delegate, (tx) => applyImport({ tx, actor: delegate, id }))).rejects.toThrow(new DomainError('import-not-checked'));
	});

	it('tells whoever started it how it ended, also when they see it themselves', async () => {
		const told = async (id: string) => (await house.owner.db.select({ kind: notification.kind, person: notification.personId, data: notification.data }).from(notification).where(eq(notification.href, `/admin/imports/${id}`))).map(({ kind, person, data }) => [kind, person, data]);
		const good = await upload(delegate, 'people', people());
		expect(await told(good)).toEqual([]);
		await apply(delegate, good);
		expect(await told(good)).toEqual([['directory.import-applied', delegate.person, { file: 'people.csv' }]]);
		const bad = await upload(delegate, 'people', csv('to není tabulka lidí'));
		expect(await told(bad)).toEqual([['directory.import-failed', delegate.person, { file: 'people.csv' }]]);
	});

	it('that became wrong between the dry run and the import changes nothing', async () => {
		const id = await upload(admin, 'people', csv(`id;e-mail;jméno;příjmení;organizace\nQ-${run};q-${run}@example.test;Q;Q;T-${run}\n`));
		await house.owner.db.update(organisation).set({ validUntil: sql`sal_today()` }).where(eq(organisation.id, town));
		await apply(admin, id);
		expect(await state(admin, id)).toEqual({ state: 'refused', counts: counts(0, 0, 0, 1) });
		await house.owner.db.update(organisation).set({ validUntil: null }).where(eq(organisation.id, town));
	});

	it.each([
		['in Windows-1250', Buffer.from([0x69, 0x64, 0x3b, 0x8e]), { fault: 'bad-header', missing: ['nadřazená', 'druh', 'název'], twice: [] }],
		['that is a picture', Buffer.from([0x89, 0x50, 0x4e, 0x47, 0, 0]), { fault: 'not-text' }]
	])('%s that cannot be used says what is wrong', async (_, bytes, told) => {
		const id = await upload(admin, 'organisations', bytes);
		expect(await as(admin, (tx) => readImport({ tx, actor: admin, id }))).toMatchObject({ state: 'unreadable', told });
	});
});

describe('an export', () => {
	it.each([['organisations', 'csv'], ['organisations', 'xlsx'], ['people', 'csv'], ['people', 'xlsx']] as const)('of %s as %s comes back unchanged', async (of, format) => {
		const bytes = await as(delegate, (tx) => exportFile({ tx, actor: delegate, of, format, now: new Date() }));
		const id = await upload(delegate, of, bytes);
	const { state: came, counts: found } = await state(delegate, id);
		expect({ came, found }).toEqual({ came: 'checked', found: { ...counts(0, 0, 3), unchanged: 3 } });
	});
});

it('a file that nobody applies for a week is forgotten with its rows, and stays in the history as lapsed', async () => {
	const sweep = (days: number) => withActor(house.portal.db, { kind: 'job', organisation: house.organisationId, name: 'test' }, (tx) => lapseImports(tx, { now: new Date(Date.now() + days * 86_400_000) }));
	const [checked, half, applied] = [await upload(admin, 'people', people()), await as(admin, (tx) => beginImport({ tx, actor: admin, of: 'people', fileName: 'half.csv', size: 10, grantable })), await upload(admin, 'people', people())];
	await as(admin, (tx) => keepSlice({ tx, actor: admin, id: half, number: 0, bytes: Buffer.from('id;') }));
	await apply(admin, applied);
	const kept = async (id: string) => [(await state(admin, id)).state, (await house.owner.db.select({ of: directoryImportPiece.importId }).from(directoryImportPiece).where(eq(directoryImportPiece.importId, id))).length, (await as(admin, (tx) => readVerdicts({ tx, id, outcome: undefined, page: 1 }))).rows.length];
	await sweep(6.9);
	expect([await kept(checked), await kept(half)]).toEqual([['checked', 1, 2], ['uploading', 1, 0]]);
	expect(await sweep(7.1)).toBeGreaterThanOrEqual(2);
	expect([await kept(checked), await kept(half), await kept(applied)]).toEqual([['lapsed', 0, 0], ['lapsed', 0, 0], ['applied', 0, 2]]);
	expect(await sweep(7.1)).toBe(0);
	await expect(as(admin, (tx) => applyImport({ tx, actor: admin, id: checked }))).rejects.toThrow(new DomainError('import-not-checked'));
});

describe('nobody', () => {
	it('without an administrator’s grant begins an import', async () => {
		const colleague = await putPerson(house.owner.db, { organisation: hospital, role: 'clerk' });
		await expect(as(colleague, (tx) => beginImport({ tx, actor: colleague, of: 'people', fileName: 'a.csv', size: 1, grantable }))).rejects.toThrow(new DomainError('forbidden'));
	});
	it('below the operators takes an operator’s account over, or ends their place, by a file', async () => {
		const operator = await putPerson(house.owner.db, { organisation: hospital, role: 'staff', name: 'Olga Správná' });
		await house.owner.db.insert(roleGrant).values({ affiliationId: operator.affiliation, role: 'portal.admin', organisationId: house.organisationId });
		const [was] = await house.owner.db.select().from(person).where(eq(person.id, operator.person));
		const [id, email] = [was?.id ?? '', was?.email ?? ''];
		const rows = (address: string, until: string) => csv(`id;e-mail;jméno;příjmení;organizace;do\n${id};${address};Olga;Správná;H-${run};${until}\n`);
		for (const bytes of [rows(`taken-${run}@example.test`, ''), rows(email, '2030-01-01')]) {
			const refused = await upload(delegate, 'people', bytes);
			const { rows: verdicts } = await as(delegate, (tx) => readVerdicts({ tx, id: refused, outcome: 'refused', page: 1 }));
			expect(verdicts.map(({ detail }) => detail.flaw?.reason)).toEqual(['beyond']);
		}
		expect(await state(admin, await upload(admin, 'people', rows(`moved-${run}@example.test`, '')))).toEqual({ state: 'checked', counts: counts(0, 1, 0) });
	});
	it('sees or changes somebody else’s import', async () => {
		const id = await upload(admin, 'organisations', units());
		await expect(as(delegate, (tx) => readImport({ tx, actor: delegate, id }))).rejects.toThrow(new DomainError('not-found'));
		await expect(as(delegate, (tx) => discardImport({ tx, actor: delegate, id }))).rejects.toThrow(new DomainError('not-found'));
	});
	it('imports with a place that ended meanwhile', async () => {
		const leaving = await putPerson(house.owner.db, { organisation: house.organisationId, role: 'admin' });
		const id = await as(leaving, (tx) => beginImport({ tx, actor: leaving, of: 'people', fileName: 'a.csv', size: 3, grantable }));
		await as(leaving, (tx) => keepSlice({ tx, actor: leaving, id, number: 0, bytes: Buffer.from('id\n') }));
		await as(leaving, (tx) => checkImport({ tx, actor: leaving, id }));
		await house.owner.db.update(affiliation).set({ validUntil: sql`sal_today()` }).where(eq(affiliation.id, leaving.affiliation));
		await work(id);
		const [row] = await house.owner.db.select({ state: directoryImport.state }).from(directoryImport).where(eq(directoryImport.id, id));
		expect(row).toEqual({ state: 'failed' });
	});
	it('has a file checked of which a slice is missing', async () => {
		const id = await as(admin, (tx) => beginImport({ tx, actor: admin, of: 'people', fileName: 'a.csv', size: SLICE + 1, grantable }));
		await as(admin, (tx) => keepSlice({ tx, actor: admin, id, number: 1, bytes: Buffer.from('x') }));
		await expect(as(admin, (tx) => checkImport({ tx, actor: admin, id }))).rejects.toThrow(new DomainError('import-incomplete'));
	});
});

describe('a file that gives names and addresses away', () => {
	it('lets siblings swap their names and people their addresses, and new ones take what is given up', async () => {
		const twins = (first: string, second: string, more = '') => csv(`id;nadřazená;druh;název\nA-${run};H-${run};oddělení;${first} ${run}\nB-${run};H-${run};oddělení;${second} ${run}\n${more}`);
		await apply(delegate, await upload(delegate, 'organisations', twins('První', 'Druhé')));
		await apply(delegate, await upload(delegate, 'organisations', twins('Druhé', 'Třetí', `C-${run};H-${run};oddělení;První ${run}\n`)));
		await apply(delegate, await upload(delegate, 'organisations', twins('Třetí', 'Druhé')));
		const named = await house.owner.db.select({ of: organisation.externalId, name: organisation.name }).from(organisation).where(inArray(organisation.externalId, [`A-${run}`, `B-${run}`, `C-${run}`])).orderBy(organisation.externalId);
		expect(named).toEqual([{ of: `A-${run}`, name: `Třetí ${run}` }, { of: `B-${run}`, name: `Druhé ${run}` }, { of: `C-${run}`, name: `První ${run}` }]);
		const [versions] = await house.owner.db.select({ there: sql<number>`count(*)::int` }).from(organisationVersion).innerJoin(organisation, eq(organisation.id, organisationVersion.organisationId)).where(and(eq(organisation.externalId, `A-${run}`), eq(organisationVersion.name, `Třetí ${run}`)));
		expect(versions?.there).toBe(1);

		const pair = (first: string, second: string, more = '') => csv(`id;e-mail;jméno;příjmení;organizace\nX-${run};${first}-${run}@example.test;Xaver;Malý;H-${run}\nY-${run};${second}-${run}@example.test;Yvona;Malá;H-${run}\n${more}`);
		await apply(delegate, await upload(delegate, 'people', pair('x', 'y')));
		await apply(delegate, await upload(delegate, 'people', pair('y', 'X')));
		await apply(delegate, await upload(delegate, 'people', pair('x', 'z', `Z-${run};y-${run}@example.test;Zora;Malá;H-${run}\n`)));
		const there = await house.owner.db.select({ of: person.externalId, email: person.email }).from(person).where(inArray(person.externalId, [`X-${run}`, `Y-${run}`, `Z-${run}`])).orderBy(person.externalId);
		expect(there.map(({ of, email }) => `${of} ${email}`)).toEqual([`X-${run} x-${run}@example.test`, `Y-${run} z-${run}@example.test`, `Z-${run} y-${run}@example.test`]);
	});
});
