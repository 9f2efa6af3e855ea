/** Materials of an agenda item: who reads and who brings them, at the door and at the row; what is kept of versions; what a file really is. */
import { createHash, randomUUID } from 'node:crypto';
import { auditEntry, councilEvent, councilItem, councilMaterial, councilMaterialVersion, councilSession, type PersonActor, type Tx } from '@sal/db';
import { connect, createBuckets, documentsBefore, INCOMING, s3Code, type Store } from '@sal/storage';
import { and, eq } from 'drizzle-orm';
import { zipSync } from 'fflate';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createCouncil, standings, type Council, type CouncilStanding } from '../council.fixture.ts';
import { councilForSealing } from '../minutes/sealing.server.ts';
import { publicMaterial } from '../sessions/public.server.ts';
import { publicationsOf, publishSession } from '../sessions/store.server.ts';
import { takeIn, type KeptFile } from './intake.server.ts';
import { addMaterial, changeMaterial, knownKeys, materialsOf, openVersion, readMaterial, replaceMaterial, withdrawMaterial } from './store.server.ts';
import { sweepMaterials } from './sweep.server.ts';

const now = () => new Date();
const refusedWith = (code: string) => expect.objectContaining({ message: code });
const kept = (name: string, content = name): KeptFile => ({ title: name, fileName: `${name}.pdf`, mediaType: 'application/pdf', size: 7, sha256: createHash('sha256').update(content).digest('hex'), objectKey: `materials/${randomUUID()}` });

describe('in the books', () => {
	let council: Council;
	beforeAll(async () => { council = await createCouncil(); });
	afterAll(() => council.close());
	const by = <T>(standing: CouncilStanding, act: (tx: Tx, actor: PersonActor) => Promise<T>): Promise<T> => council.as(council.people[standing], (tx) => act(tx, council.people[standing]));
	const add = (item: number, file = kept('Důvodová zpráva'), standing: CouncilStanding = 'office') => by(standing, (tx, actor) => addMaterial(tx, actor, { session: council.session, item: council.items[item] ?? '', file, now: now() }));
	const open = (material: string, standing: CouncilStanding = 'office') => by(standing, (tx, actor) => changeMaterial(tx, actor, { session: council.session, material, title: 'Zpráva', open: true, now: now() }));
	const readers = async (material: string) => {
		const found: CouncilStanding[] = [];
		for (const standing of standings) if ((await by(standing, (tx) => materialsOf(tx, council.session))).some(({ id }) => id === material)) found.push(standing);
		return found;
	};
	const inside: CouncilStanding[] = ['office', 'chair', 'deputy', 'first', 'second', 'auditor'];

	it('members, office and auditors read material; everybody does what was opened, but never of an item that is dealt with without the public', async () => {
		const [plain, opened, closed] = [await add(0), await add(1), await add(2)];
		expect(await readers(plain)).toEqual(inside);
		await open(opened);
		expect(await readers(opened)).toEqual([...standings]);
		await expect(open(closed)).rejects.toEqual(refusedWith('council-item-closed'));
		expect(await readers(closed)).toEqual(inside);
		const visitor = { kind: 'public' as const };
		const asVisitor = (material: string) => council.as(visitor, (tx) => publicMaterial(tx, visitor, { session: council.session, material, now: now() }));
		expect(await asVisitor(opened)).toMatchObject({ fileName: 'Důvodová zpráva.pdf' });
		for (const other of [plain, closed, randomUUID()]) await expect(asVisitor(other)).rejects.toEqual(refusedWith('not-found'));
		// It was opened, and the item is closed afterwards.
		await council.owner.update(councilItem).set({ closed: true }).where(eq(councilItem.id, council.items[1]));
		expect(await readers(opened)).toEqual(inside);
		await expect(asVisitor(opened)).rejects.toEqual(refusedWith('not-found'));
		await council.owner.update(councilItem).set({ closed: false }).where(eq(councilItem.id, council.items[1]));
	});

	it('only those who prepare the session bring, change and withdraw it, in the store and at the row', async () => {
		const material = await add(0);
		const preparing = ['office', 'chair', 'deputy'];
		for (const standing of standings) {
			const acts = [
				() => add(0, kept('Příloha'), standing),
				() => by(standing, (tx, actor) => replaceMaterial(tx, actor, { session: council.session, material, file: kept('Příloha'), now: now() })),
				() => by(standing, (tx, actor) => changeMaterial(tx, actor, { session: council.session, material, title: `Příloha ${standing}`, open: false, now: now() }))
			];
			for (const act of acts) {
				if (preparing.includes(standing)) await act();
				else await expect(act(), standing).rejects.toEqual(expect.objectContaining({ message: expect.stringMatching(/^(forbidden|not-found)$/) }));
			}
			if (preparing.includes(standing)) continue;
			const row = { sessionId: council.session, materialId: material, version: 99, fileName: 'x.pdf', mediaType: 'application/pdf', size: 1, sha256: '0'.repeat(64), objectKey: randomUUID(), createdBy: council.people[standing].person };
			await expect(by(standing, (tx) => tx.insert(councilMaterialVersion).values(row)), standing).rejects.toThrow();
			await expect(by(standing, (tx) => tx.insert(councilMaterial).values({ sessionId: council.session, itemId: council.items[0], title: 'x', createdBy: council.people[standing].person })), standing).rejects.toThrow();
			expect(await by(standing, (tx) => tx.update(councilMaterial).set({ public: true }).where(eq(councilMaterial.id, material)).returning()), standing).toEqual([]);
		}
		// A version is evidence: nobody changes or deletes one, not even who brought it.
		await expect(by('office', (tx) => tx.update(councilMaterialVersion).set({ sha256: '0'.repeat(64) }).where(eq(councilMaterialVersion.materialId, material)))).rejects.toThrow();
		await expect(by('office', (tx) => tx.delete(councilMaterialVersion).where(eq(councilMaterialVersion.materialId, material)))).rejects.toThrow();
		await expect(by('office', (tx, actor) => addMaterial(tx, actor, { session: council.session, item: randomUUID(), file: kept('x'), now: now() }))).rejects.toEqual(refusedWith('not-found'));
	});

	it('a new version stands before the old one, which stays', async () => {
		const material = await add(0, kept('Návrh', 'první'));
		expect(await by('office', (tx, actor) => replaceMaterial(tx, actor, { session: council.session, material, file: kept('Návrh', 'druhý'), now: now() }))).toBe(2);
		const { versions } = await by('first', (tx, actor) => readMaterial(tx, actor, { session: council.session, material, now: now() }));
		expect(versions.map(({ version, sha256 }) => [version, sha256])).toEqual([[2, kept('', 'druhý').sha256], [1, kept('', 'první').sha256]]);
		const opened = (version: number | null) => by('first', (tx, actor) => openVersion(tx, actor, { session: council.session, material, version, now: now() }));
		expect((await opened(null)).objectKey).toBe(versions[0]?.objectKey);
		expect((await opened(1)).objectKey).toBe(versions[1]?.objectKey);
		await expect(opened(3)).rejects.toEqual(refusedWith('not-found'));
	});

	it('opening what is dealt with without the public is logged', async () => {
		const [plain, closed] = [await add(0), await add(2)];
		for (const material of [plain, closed]) await by('first', (tx, actor) => openVersion(tx, actor, { session: council.session, material, version: null, now: now() }));
		const entries = await council.owner.select({ detail: auditEntry.detail }).from(auditEntry).where(and(eq(auditEntry.action, 'council.material-opened'), eq(auditEntry.objectId, council.session)));
		expect(entries).toEqual([{ detail: { material: closed, version: 1 } }]);
	});

	it('before the publication it is deleted, afterwards withdrawn: struck out, with its reason, opened by the office alone', async () => {
		const draft = await createCouncil({ state: 'draft' });
		const office = <T>(act: (tx: Tx, actor: PersonActor) => Promise<T>) => draft.as(draft.people.office, (tx) => act(tx, draft.people.office));
		const first = <T>(act: (tx: Tx, actor: PersonActor) => Promise<T>) => draft.as(draft.people.first, (tx) => act(tx, draft.people.first));
		const file = kept('Omyl');
		const put = (what: KeptFile) => office((tx, actor) => addMaterial(tx, actor, { session: draft.session, item: draft.items[0], file: what, now: now() }));
		const withdraw = (material: string) => office((tx, actor) => withdrawMaterial(tx, actor, { session: draft.session, material, why: 'Obsahuje osobní údaje', now: now() }));
		expect(await withdraw(await put(file))).toEqual([file.objectKey]);
		expect(await office((tx) => materialsOf(tx, draft.session))).toEqual([]);
		const material = await put(kept('Zpráva'));
		await office((tx, actor) => publishSession(tx, actor, { session: draft.session, sender: null, now: now() }));
		expect(await withdraw(material)).toEqual([]);
		await expect(withdraw(material)).rejects.toEqual(refusedWith('council-material-withdrawn'));
		await expect(office((tx) => tx.delete(councilMaterial).where(eq(councilMaterial.id, material)).returning())).resolves.toEqual([]);
		expect(await first((tx) => materialsOf(tx, draft.session))).toMatchObject([{ id: material, withdrawnWhy: 'Obsahuje osobní údaje' }]);
		const opening = (tx: Tx, actor: PersonActor) => openVersion(tx, actor, { session: draft.session, material, version: null, now: now() });
		await expect(first(opening)).rejects.toEqual(refusedWith('council-material-withdrawn'));
		await office(opening);
		const events = await draft.owner.select({ type: councilEvent.type, data: councilEvent.data }).from(councilEvent).where(and(eq(councilEvent.sessionId, draft.session), eq(councilEvent.type, 'material.changed')));
		expect(events).toMatchObject([{ data: { material, what: 'withdrawn', version: 1 } }]);
		await draft.close();
	});

	it('what hangs on the notice board names the public files with their hashes; what is sealed names every version by its hash, the same whenever it is asked', async () => {
		const hung = await createCouncil({ state: 'draft' });
		const office = <T>(act: (tx: Tx, actor: PersonActor) => Promise<T>) => hung.as(hung.people.office, (tx) => act(tx, hung.people.office));
		const publish = () => office((tx, actor) => publishSession(tx, actor, { session: hung.session, sender: null, now: now() }));
		const [one, other] = [kept('Zpráva', 'a'), kept('Tajné', 'b')];
		const material = await office((tx, actor) => addMaterial(tx, actor, { session: hung.session, item: hung.items[0], file: one, now: now() }));
		await office((tx, actor) => addMaterial(tx, actor, { session: hung.session, item: hung.items[2], file: other, now: now() }));
		await publish();
		await office((tx, actor) => changeMaterial(tx, actor, { session: hung.session, material, title: 'Důvodová zpráva', open: true, now: now() }));
		await publish();
		const boards = await office((tx) => publicationsOf(tx, hung.session));
		expect(boards).toHaveLength(2);
		expect(JSON.stringify(boards[0]?.agenda)).not.toContain('materials');
		expect(boards[1]?.agenda).toMatchObject({ items: [{ number: '1', materials: [{ title: 'Důvodová zpráva', fileName: 'Zpráva.pdf', sha256: one.sha256 }] }, {}, {}] });
		expect(JSON.stringify(boards[1]?.agenda)).not.toContain(other.sha256);

		const until = now();
		const seal = () => hung.asJob((tx) => councilForSealing(tx, { meeting: hung.meeting, until }));
		const sealed = await seal();
		expect(sealed?.materials).toEqual([{ item: '1', material, version: 1, size: 7, sha256: one.sha256, withdrawn: false }]);
		await office((tx, actor) => replaceMaterial(tx, actor, { session: hung.session, material, file: kept('Zpráva', 'c'), now: new Date(until.getTime() + 1_000) }));
		await office((tx, actor) => withdrawMaterial(tx, actor, { session: hung.session, material, why: 'Chybný výpočet', now: new Date(until.getTime() + 2_000) }));
		expect(await seal()).toEqual(sealed);
		await hung.close();
	});

	it('once the session is over nobody brings anything', async () => {
		const over = await createCouncil({ state: 'ended' });
		await over.owner.update(councilSession).set({ endedAt: now() }).where(eq(councilSession.id, over.session));
		await expect(over.as(over.people.office, (tx) => addMaterial(tx, over.people.office, { session: over.session, item: over.items[0], file: kept('Pozdě'), now: now() }))).rejects.toEqual(refusedWith('forbidden'));
		await over.close();
	});
});

describe('in the store', () => {
	let store: Store;
	const person = randomUUID();
	const session = randomUUID();
	beforeAll(async () => {
		store = connect({ endpoint: process.env.S3_ENDPOINT ?? '', accessKey: process.env.S3_ACCESS_KEY ?? '', secretKey: process.env.S3_SECRET_KEY ?? '', prefix: `materials-${randomUUID().slice(0, 8)}-` });
		await createBuckets(store);
	});
	afterAll(() => store.close());
	const put = async (content: Buffer | Uint8Array) => {
		const upload = randomUUID();
		await store.client.putObject(store.buckets.documents, `${INCOMING}${person}/${upload}`, Buffer.from(content));
		return upload;
	};
	const take = (upload: string, name: string, who = person) => takeIn({ store, person: who, upload, session, name });
	const keys = async () => {
		const found: string[] = [];
		for await (const key of documentsBefore(store, { prefix: '', before: new Date(Date.now() + 60_000) })) found.push(key);
		return found;
	};
	const office = (type: string) => zipSync({ '[Content_Types].xml': Buffer.from(`<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Override PartName="/x" ContentType="application/vnd.openxmlformats-officedocument.${type}.main+xml"/></Types>`), 'word/document.xml': Buffer.from('<x/>') });
	const openDocument = zipSync({ mimetype: [Buffer.from('application/vnd.oasis.opendocument.text'), { level: 0 }], 'content.xml': Buffer.from('<x/>') });
	const pdf = Buffer.from('%PDF-1.7\n%âãÏÓ\n1 0 obj<<>>endobj\n%%EOF\n');

	it.each([
		['zprava.pdf', pdf, 'application/pdf', 'zprava.pdf'],
		['zpráva.docx', office('wordprocessingml.document'), 'application/vnd.openxmlformats-officedocument.wordprocessingml.document', 'zpráva.docx'],
		['rozpočet.xlsx', office('spreadsheetml.sheet'), 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet', 'rozpočet.xlsx'],
		['zpráva.odt', openDocument, 'application/vnd.oasis.opendocument.text', 'zpráva.odt'],
		// A name says what it likes.
		['tabulka.xlsx', pdf, 'application/pdf', 'tabulka.xlsx.pdf']
	])('%s is kept as what it is', async (name, content, mediaType, fileName) => {
		expect(await take(await put(content), name)).toMatchObject({ mediaType, fileName, size: content.length, sha256: createHash('sha256').update(content).digest('hex') });
	});

	it.each([
		['a program with the name of a PDF', Buffer.concat([Buffer.from('MZ'), Buffer.alloc(500, 1)]), 'council-material-kind'],
		['a page of the web', Buffer.from('<!doctype html><script>alert(1)</script>'), 'council-material-kind'],
		['a picture that can hold scripts', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>'), 'council-material-kind'],
		['a document with macros', office('wordprocessingml.document').length > 0 ? zipSync({ '[Content_Types].xml': Buffer.from('<Types><Override ContentType="application/vnd.ms-word.document.macroEnabled.main+xml"/></Types>') }) : Buffer.alloc(0), 'council-material-kind'],
		['an archive', zipSync({ 'a.txt': Buffer.from('a') }), 'council-material-kind'],
		['nothing', Buffer.alloc(0), 'council-material-empty']
	])('%s is refused, and nothing of it stays', async (_what, content, code) => {
		const before = await keys();
		await expect(take(await put(content), 'zpráva.pdf')).rejects.toEqual(refusedWith(code));
		expect(await keys()).toEqual(before);
	});

	it('what somebody else has brought, what was taken in before and what never came cannot be taken in', async () => {
		const upload = await put(pdf);
		await expect(take(upload, 'a.pdf', randomUUID())).rejects.toEqual(refusedWith('council-material-missing'));
		await take(upload, 'a.pdf');
		await expect(take(upload, 'a.pdf')).rejects.toEqual(refusedWith('council-material-missing'));
		await expect(take(randomUUID(), 'a.pdf')).rejects.toEqual(refusedWith('council-material-missing'));
	});

	it('a store that is away is said so', async () => {
		const away = connect({ endpoint: 'http://127.0.0.1:9', accessKey: 'x', secretKey: 'y' });
		await expect(takeIn({ store: away, person, upload: randomUUID(), session, name: 'a.pdf' })).rejects.toEqual(refusedWith('store-down'));
		away.close();
	});

	it('the sweep deletes what nobody took in and what has no row, and nothing that is young', async () => {
		const council = await createCouncil();
		const [forgotten, orphan, standing] = [await put(pdf), await take(await put(pdf), 'a.pdf'), await take(await put(pdf), 'b.pdf')];
		await council.as(council.people.office, (tx) => addMaterial(tx, council.people.office, { session: council.session, item: council.items[0], file: standing, now: now() }));
		const sweep = (before: Date) => sweepMaterials({ store, before, known: (all) => council.asJob((tx) => knownKeys(tx, all)) });
		await sweep(new Date(Date.now() - 60_000));
		expect(await keys()).toEqual(expect.arrayContaining([`${INCOMING}${person}/${forgotten}`, orphan.objectKey, standing.objectKey]));
		await sweep(new Date(Date.now() + 60_000));
		expect(await keys()).toEqual([standing.objectKey]);
		expect(s3Code(await store.client.statObject(store.buckets.documents, orphan.objectKey).catch((error: unknown) => error))).toBe('NotFound');
		await council.close();
	});
});
