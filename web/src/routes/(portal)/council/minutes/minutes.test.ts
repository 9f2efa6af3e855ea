import { generateKeyPairSync } from 'node:crypto';
import { councilMinutesVersion, councilResolution, councilSession, notification } from '@sal/db';
import { and, eq } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { adopt } from '../resolutions/adopt.server.ts';
import { parseDocument } from './document.ts';
import { readDraft, saveDraft, startDraft } from './draft.server.ts';
import { decideObjection, listObjections, object } from './objections.server.ts';
import { minutesOverview } from './overview.server.ts';
import { publishMinutes, readPublicMinutes, reviewForPublic, withdrawMinutes } from './publishing.server.ts';
import { createCouncil, names, type Council, type Who } from './session.fixture.ts';
import { isGenuine, readStanding, signMinutes } from './signing.server.ts';
import { addVerifier, removeVerifier } from './verifiers.server.ts';
import { hashOf, keepVersion, newestVersion, readVersion } from './versions.server.ts';

let council: Council;
const pair = generateKeyPairSync('ed25519');
const key = { signer: 'sal-web', privateKeyPem: pair.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString() };
const publicKeyPem = pair.publicKey.export({ type: 'spki', format: 'pem' }).toString();
// After the people of the tests have been given their rights.
const now = new Date(Date.now() + 60_000);
const openedAt = new Date('2026-11-20T09:00:00Z');

beforeAll(async () => {
	council = await createCouncil();
});
afterAll(() => council.close());

/** A session that is over: a member spoke, a citizen spoke, and a vote has adopted a resolution. */
async function over(): Promise<string> {
	const { id } = await council.session({ openedAt });
	const item = await council.item(id);
	const person = (who: Who) => council.who(who).person;
	const at = (minutes: number) => new Date(openedAt.getTime() + minutes * 60_000);
	const vote = crypto.randomUUID();
	await council.happened([
		{ session: id, type: 'presence.here', data: { person: person('chair'), mode: 'hall', by: 'desk' }, at: at(-5) },
		{ session: id, type: 'session.opened', data: { presiding: person('chair') }, at: openedAt },
		{ session: id, type: 'item.opened', data: { item, number: '1', title: 'Rozpočet' }, item, at: at(1) },
		{ session: id, type: 'floor.given', data: { request: null, person: person('eva'), name: names.eva, kind: 'ordinary', seconds: 300 }, item, at: at(2) },
		{ session: id, type: 'floor.given', data: { request: null, person: person('citizen'), name: names.citizen, kind: 'guest', seconds: 300 }, item, at: at(3) },
		{ session: id, type: 'vote.opened', data: { vote, motion: null, title: 'Rozpočet', mode: 'open', entitled: [person('chair')] }, item, at: at(4) },
		{ session: id, type: 'vote.result', data: { vote, passed: true, for: 3, against: 0, abstained: 0, notVoted: 0, needed: 3, of: 5 }, item, at: at(5) }
	]);
	await council.as(council.job, (tx) => adopt(tx, { session: id, item, motion: null, vote, text: `schvaluje rozpočet, žadatelka ${names.citizen}`, at: at(5) }));
	await council.happened([{ session: id, type: 'session.ended', data: { reason: 'agenda-done' }, at: at(60) }]);
	await council.owner.update(councilSession).set({ state: 'ended', endedAt: at(60) }).where(eq(councilSession.id, id));
	return id;
}
const as = <T>(who: Who, fn: Parameters<Council['as']>[1]) => council.as(council.who(who), fn) as Promise<T>;
const start = (session: string, who: Who = 'office') => council.as(council.who(who), (tx) => startDraft(tx, { actor: council.who(who), session, now }));
const draftOf = async (session: string) => {
	const draft = await council.as(council.who('office'), (tx) => readDraft(tx, { actor: council.who('office'), session, now }));
	if (!draft) throw new Error('there is no draft');
	return draft;
};
const keep = (session: string, revision: number, note = '') => council.as(council.who('office'), (tx) => keepVersion(tx, { actor: council.who('office'), session, revision, note, now }));
/** A session whose minutes have a first version and two verifiers. */
async function written(): Promise<{ session: string; version: number; sha256: string; id: string }> {
	const session = await over();
	for (const who of ['eva', 'jan'] as const) await council.as(council.who('office'), (tx) => addVerifier(tx, { actor: council.who('office'), session, person: council.who(who).person, now }));
	await start(session);
	await keep(session, 1);
	const version = await council.as(council.who('office'), (tx) => newestVersion(tx, session));
	if (!version) throw new Error('there is no version');
	return { session, ...version };
}
const sign = ({ session, version, sha256 }: { session: string; version: number; sha256: string }, who: Who) => council.as(council.who(who), (tx) => signMinutes(tx, { actor: council.who(who), session, version, sha256, by: 'totp', key, now }));
const code = (promise: Promise<unknown>) => promise.then(() => 'ok', (error: { code?: string }) => error.code);

describe('the working copy', () => {
	it('is drafted from the evidence, with names, the resolution and a mark around the citizen', async () => {
		const session = await over();
		await start(session);
		const texts = (await draftOf(session)).document.blocks.map(({ text }) => text);
		expect(texts).toContain(`10:03 [[${names.citizen}]] (host)`);
		expect(texts).toContain(`10:02 ${names.eva} (příspěvek)`);
		expect(texts.find((text) => text.startsWith('Usnesení č. 3/1'))).toContain('schvaluje rozpočet');
	});

	it('keeps what a block is evidence of, whatever the browser sends, and refuses whoever saves on top of another', async () => {
		const session = await over();
		await start(session);
		const { document } = await draftOf(session);
		const speech = document.blocks.find(({ topic }) => topic === 'speech');
		const edit = { revision: 1, order: document.blocks.map(({ id }) => id), blocks: [{ id: speech?.id ?? '', kind: 'paragraph' as const, text: 'Upraveno', closed: false, at: 1, topic: 'vote' }] };
		const save = () => council.as(council.who('office'), (tx) => saveDraft(tx, { actor: council.who('office'), session, edit, now }));
		expect(await save()).toBe(2);
		expect(await code(save())).toBe('changed-meanwhile');
		expect((await draftOf(session)).document.blocks.find(({ id }) => id === speech?.id)).toEqual({ ...speech, text: 'Upraveno' });
	});

	it.each([['twice', (ids: string[]) => [...ids, ids[0] ?? '']], ['a stranger to it', (ids: string[]) => [...ids, 'none']]])('takes no block %s', async (_, order) => {
		const session = await over();
		await start(session);
		const ids = (await draftOf(session)).document.blocks.map(({ id }) => id);
		expect(await code(council.as(council.who('office'), (tx) => saveDraft(tx, { actor: council.who('office'), session, edit: { revision: 1, order: order(ids), blocks: [] }, now })))).toBe('bad-input');
		expect((await draftOf(session)).revision).toBe(1);
	});

	it('is not begun before the session is', async () => {
		const { id } = await council.session({ state: 'published' });
		expect(await code(start(id))).toBe('council-minutes-not-begun');
	});
});

describe('who may do what with minutes', () => {
	const everybody: Who[] = ['office', 'chair', 'deputy', 'eva', 'ota', 'auditor', 'citizen', 'stranger'];
	it.each([
		['write', ['office', 'chair', 'deputy']],
		['read', ['office', 'chair', 'deputy', 'eva', 'ota', 'auditor']],
		['sign', ['chair', 'deputy', 'eva']],
		['object', ['chair', 'deputy', 'eva', 'ota']]
	] as const)('%s', async (what, allowed) => {
		const made = await written();
		const acts = {
			write: (who: Who) => code(start(made.session, who)),
			read: (who: Who) => code(council.as(council.who(who), (tx) => readVersion(tx, { actor: council.who(who), session: made.session, version: 1, now }))),
			sign: (who: Who) => code(sign(made, who)),
			object: (who: Who) => code(council.as(council.who(who), (tx) => object(tx, { actor: council.who(who), session: made.session, text: 'Nesouhlasí počet hlasů', now })))
		};
		const results = [];
		for (const who of everybody) results.push([who, await acts[what](who)]);
		expect(results).toEqual(everybody.map((who) => [who, (allowed as readonly Who[]).includes(who) ? 'ok' : 'forbidden']));
	});

	it('row-level security alone shows a version to nobody outside', async () => {
		const { session } = await written();
		for (const who of ['citizen', 'stranger'] as const) expect(await as(who, (tx) => tx.select().from(councilMinutesVersion).where(eq(councilMinutesVersion.sessionId, session)))).toEqual([]);
		expect(await council.as({ kind: 'public' }, (tx) => tx.select().from(councilMinutesVersion).where(eq(councilMinutesVersion.sessionId, session)))).toEqual([]);
	});
});

describe('a version', () => {
	it('is kept once for the same words, with the hash of exactly its text, and is never changed', async () => {
		const { session, id, sha256 } = await written();
		const version = await council.as(council.who('eva'), (tx) => readVersion(tx, { actor: council.who('eva'), session, version: 1, now }));
		expect([hashOf(version.content), version.sha256]).toEqual([sha256, sha256]);
		expect(await code(keep(session, 1))).toBe('council-minutes-nothing-new');
		await expect(council.as(council.who('office'), (tx) => tx.update(councilMinutesVersion).set({ note: 'x' }).where(eq(councilMinutesVersion.id, id)))).rejects.toMatchObject({ cause: { code: '42501' } });
		await expect(council.owner.update(councilMinutesVersion).set({ content: '{}' }).where(eq(councilMinutesVersion.id, id))).rejects.toMatchObject({ cause: { code: '23514' } });
	});

	it('tells those who sign that it waits for them', async () => {
		const { session } = await written();
		const told = await council.owner.select({ person: notification.personId }).from(notification).where(and(eq(notification.kind, 'council.minutes-version'), eq(notification.href, `/council/${session}/minutes`)));
		expect(told.map(({ person }) => person).toSorted()).toEqual([council.who('chair'), council.who('eva'), council.who('jan')].map(({ person }) => person).toSorted());
	});
});

describe('signatures', () => {
	it('complete a version when the chair and every verifier have signed, each once, and prove themselves', async () => {
		const made = await written();
		const standing = () => council.as(council.who('office'), (tx) => readStanding(tx, { session: made.session, version: made.id }));
		await sign(made, 'eva');
		expect(await code(sign(made, 'eva'))).toBe('council-minutes-signed-already');
		expect((await standing()).standing).toEqual({ missing: { chair: true, verifiers: [council.who('jan').person] }, completeAt: null });
		await sign(made, 'jan');
		await sign(made, 'chair');
		const done = await standing();
		expect(done.standing).toEqual({ missing: { chair: false, verifiers: [] }, completeAt: now });
		const first = done.signatures.find(({ name }) => name === names.eva);
		if (!first) throw new Error('nobody has signed');
		expect(isGenuine({ signature: first, version: made, publicKeyPem })).toBe(true);
		expect(isGenuine({ signature: first, version: { ...made, sha256: hashOf('jiný') }, publicKeyPem })).toBe(false);
		expect(isGenuine({ signature: { ...first, statement: first.statement.replace(names.eva, names.jan) }, version: made, publicKeyPem })).toBe(false);
	});

	it('are of what the signer was shown, and of the newest version only', async () => {
		const made = await written();
		expect(await code(sign({ ...made, sha256: hashOf('jiný') }, 'chair'))).toBe('changed-meanwhile');
		const { document, revision } = await draftOf(made.session);
		const next = await council.as(council.who('office'), (tx) => saveDraft(tx, { actor: council.who('office'), session: made.session, edit: { revision, order: document.blocks.map(({ id }) => id).slice(0, -1), blocks: [] }, now }));
		await keep(made.session, next);
		expect(await code(sign(made, 'chair'))).toBe('changed-meanwhile');
	});

	it('wait until the session is over, and keep a verifier who has given one', async () => {
		const made = await written();
		await sign(made, 'eva');
		expect(await code(council.as(council.who('office'), (tx) => removeVerifier(tx, { actor: council.who('office'), session: made.session, person: council.who('eva').person, now })))).toBe('council-verifier-signed');
		await council.owner.update(councilSession).set({ state: 'running' }).where(eq(councilSession.id, made.session));
		expect(await code(sign(made, 'chair'))).toBe('council-minutes-running');
	});

	it('are given by members only as verifiers', async () => {
		const { session } = await written();
		expect(await code(council.as(council.who('office'), (tx) => addVerifier(tx, { actor: council.who('office'), session, person: council.who('citizen').person, now })))).toBe('council-verifier-no-member');
	});
});

describe('what everybody may read', () => {
	it('is published once it is signed, without the citizen, with its resolution, and can be taken away', async () => {
		const made = await written();
		const office = council.who('office');
		const publish = (version = 1) => council.as(office, (tx) => publishMinutes(tx, { actor: office, session: made.session, version, now }));
		const read = () => council.as({ kind: 'public' }, (tx) => readPublicMinutes(tx, made.session));
		const resolution = () => council.as({ kind: 'public' }, (tx) => tx.select({ text: councilResolution.publicText }).from(councilResolution).where(eq(councilResolution.sessionId, made.session)));
		expect(await code(publish())).toBe('council-minutes-unsigned');
		for (const who of ['chair', 'eva', 'jan'] as const) await sign(made, who);
		// The name in the resolution was typed by somebody: it is found, and somebody decides.
		expect((await council.as(office, (tx) => reviewForPublic(tx, { actor: office, session: made.session, now }))).findings.map(({ name }) => name)).toEqual([names.citizen]);
		expect(await code(publish(2))).toBe('changed-meanwhile');
		expect(await read()).toBeNull();
		await publish();
		expect(JSON.stringify((await read())?.document)).toContain('(anonymizováno) (host)');
		expect(await resolution()).toEqual([{ text: expect.stringContaining('schvaluje rozpočet') }]);
		await council.as(office, (tx) => withdrawMinutes(tx, { actor: office, session: made.session, now }));
		expect([await read(), await resolution()]).toEqual([null, []]);
	});
});

describe('an objection', () => {
	it('is decided once, by a later session of the body', async () => {
		const { session } = await written();
		const [eva, office] = [council.who('eva'), council.who('office')];
		await council.as(eva, (tx) => object(tx, { actor: eva, session, text: 'Hlasoval jsem proti', now }));
		const list = () => council.as(office, (tx) => listObjections(tx, { actor: office, session, now }));
		const [objection] = await list();
		const decide = (decidedIn: string) => code(council.as(office, (tx) => decideObjection(tx, { actor: office, session, objection: objection?.id ?? '', upheld: true, text: 'Zápis se opraví', decidedIn, now })));
		const earlier = await council.session({ startsAt: new Date('2026-10-01T09:00:00Z'), openedAt: new Date('2026-10-01T09:00:00Z') });
		const later = await council.session({ startsAt: new Date('2026-12-20T09:00:00Z'), openedAt: new Date('2026-12-20T09:00:00Z') });
		expect([await decide(earlier.id), await decide(later.id), await decide(later.id)]).toEqual(['bad-input', 'ok', 'conflict']);
		expect(await list()).toMatchObject([{ name: names.eva, upheld: true, decision: 'Zápis se opraví' }]);
	});
});

it('the page has the term, the checklist and who is missing', async () => {
	const { session } = await written();
	const chair = council.who('chair');
	const page = await council.as(chair, (tx) => minutesOverview(tx, { actor: chair, session, version: null, now }));
	expect(page.term?.lastDay).toBe('2026-11-30');
	expect(page.checklist.map(({ what, ok }) => [what, ok])).toEqual([['present', true], ['agenda', true], ['votes', true], ['resolutions', true], ['verifiers', true]]);
	expect(page.missing).toEqual({ chair: true, verifiers: [council.who('eva').person, council.who('jan').person] });
	expect([page.may.sign, page.may.write, page.may.object]).toEqual([true, true, true]);
	expect(parseDocument(JSON.stringify(page.document)).blocks.some(({ text }) => text.includes('[['))).toBe(false);
});
