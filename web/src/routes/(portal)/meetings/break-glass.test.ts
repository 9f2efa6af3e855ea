import { auditEntry, auditPersonal, breakGlass, mailOutbox, notification, organisation, recording, type PersonActor } from '@sal/db';
import { and, eq, inArray, sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { putPerson } from '#lib/server/test-person.fixture.ts';
import { admitPerson } from './admission.server.ts';
import { breakTheGlass, broken, judge } from './break-glass.server.ts';
import { createRegion, type Region } from './region.fixture.ts';
import { getMeeting } from './store.server.ts';

let region: Region;
let host: PersonActor;
beforeAll(async () => {
	region = await createRegion();
	host = await putPerson(region.owner, { organisation: region.ids.hospital, role: 'clinician', name: 'MUDr. Hostitelka' });
});
afterAll(() => region?.close());

const REASON = 'Pacientka je u nás na příjmu';
const origin = 'https://sal.test';
const clinician = () => putPerson(region.owner, { organisation: region.ids.ward, role: 'clinician', name: 'MUDr. Cizí' });
const patientCase = () => region.meeting({ kind: 'case', state: 'live', watch: 'hosts' }, { hosts: [host.person] });
const open = (actor: PersonActor, id: string) => region.as(actor, (tx) => breakTheGlass(tx, actor, { id, reason: REASON, origin, now: new Date() }));
const admit = (actor: PersonActor, id: string) => region.as(actor, (tx) => admitPerson(tx, actor, { id, address: '192.0.2.7', sfu: 'sfu-1', mode: 'test', now: new Date() }));

it('opens the case at once, as a marked participant who neither hosts nor shares', async () => {
	const [id, actor] = [await patientCase(), await clinician()];
	await expect(region.as(actor, (tx) => getMeeting(tx, actor, { id, now: new Date() }))).rejects.toMatchObject({ code: 'not-found' });
	await expect(admit(actor, id)).rejects.toMatchObject({ code: 'not-found' });
	const until = await open(actor, id);
	expect(until.getTime() - Date.now()).toBeGreaterThan(59 * 60_000);
	expect(until.getTime() - Date.now()).toBeLessThanOrEqual(60 * 60_000);
	expect(await admit(actor, id)).toMatchObject({ grants: ['publish', 'chat'], lobby: false, name: 'MUDr. Cizí (mimořádný přístup)' });
});

it('tells the hosts in the portal and by mail, and writes down who, what and why', async () => {
	const [id, actor] = [await patientCase(), await clinician()];
	await open(actor, id);
	expect(await region.owner.select({ kind: notification.kind, person: notification.personId, data: notification.data }).from(notification).where(eq(notification.href, `/meetings/${id}#break-glass`))).toEqual([
		{ kind: 'meetings.break-glass', person: host.person, data: { who: expect.stringContaining('MUDr. Cizí') } }
	]);
	const mails = await region.owner.select({ to: mailOutbox.recipient }).from(mailOutbox).where(inArray(mailOutbox.recipient, [`${host.person}@example.test`]));
	expect(mails.length).toBeGreaterThan(0);
	const entries = await region.owner.select({ action: auditEntry.action, person: auditPersonal.person, subjects: auditPersonal.subjects, detail: auditPersonal.detail }).from(auditEntry).innerJoin(auditPersonal, eq(auditPersonal.entryId, auditEntry.id)).where(and(eq(auditEntry.objectId, id), eq(auditEntry.action, 'meetings.break-glass')));
	expect(entries).toEqual([{ action: 'meetings.break-glass', person: actor.person, subjects: [host.person], detail: { reason: REASON } }]);
});

it('marks every look while it is open, and none of those who were invited', async () => {
	const [id, actor] = [await patientCase(), await clinician()];
	await open(actor, id);
	await admit(actor, id);
	await admit(host, id);
	const entered = await region.owner.select({ person: auditPersonal.person, detail: auditEntry.detail }).from(auditEntry).innerJoin(auditPersonal, eq(auditPersonal.entryId, auditEntry.id)).where(and(eq(auditEntry.objectId, id), eq(auditEntry.action, 'meeting.entered'))).orderBy(auditEntry.id);
	expect(entered).toEqual([{ person: actor.person, detail: { lobby: false, emergency: true } }, { person: host.person, detail: { lobby: false } }]);
});

describe('the recording of a case', () => {
	const behind = async (actor: PersonActor, id: string) => (await region.as(actor, (tx) => tx.execute<{ meeting: string | null }>(sql`select sal_case_of_recording(${id}::uuid) as meeting`)))[0]?.meeting;
	it('leads a clinician to the case, and tells nobody else that it is one', async () => {
		const meetingId = await patientCase();
		const [id, call] = [crypto.randomUUID(), crypto.randomUUID()];
		const put = (id: string, kind: 'case' | 'call', meetingId: string) => region.owner.insert(recording).values({ id, meetingId, organisationId: region.ids.hospital, title: 'Záznam', kind, startedAt: new Date() });
		await put(id, 'case', meetingId);
		await put(call, 'call', await region.meeting({ kind: 'call' }));
		const actor = await clinician();
		expect(await behind(actor, id)).toBe(meetingId);
		expect(await behind(actor, call)).toBeNull();
		for (const other of [region.who('hospital', 'clerk'), await putPerson(region.owner, { organisation: (await createForeign()).id, role: 'clinician' })]) expect(await behind(other, id)).toBeNull();
	});
});

describe('a host', () => {
	it('sees who it was, and says once what they think of it', async () => {
		const [id, actor] = [await patientCase(), await clinician()];
		await open(actor, id);
		const seen = await region.as(host, (tx) => broken(tx, { id, now: new Date() }));
		expect(seen).toMatchObject([{ name: 'MUDr. Cizí', reason: REASON, open: true, verdict: null }]);
		const say = (who: PersonActor) => region.as(who, (tx) => judge(tx, who, { id, opening: seen[0]?.id ?? '', verdict: 'objected', note: 'Mohl zavolat.', now: new Date() }));
		await expect(say(actor)).rejects.toMatchObject({ code: 'conflict' });
		await say(host);
		await expect(say(host)).rejects.toMatchObject({ code: 'conflict' });
		expect(await region.as(actor, (tx) => broken(tx, { id, now: new Date() }))).toMatchObject([{ verdict: 'objected', note: 'Mohl zavolat.' }]);
		expect(await region.owner.$count(notification, and(eq(notification.personId, actor.person), eq(notification.kind, 'meetings.break-glass-objected')))).toBe(1);
	});
});

describe('nothing is opened, and nothing written, for', () => {
	it.each([
		['a clerk, the office, an administrator: only clinicians do', 'forbidden', async () => region.who('hospital', 'clerk'), patientCase],
		['what is no case', 'not-found', clinician, () => region.meeting({ kind: 'call' })],
		['what is not there', 'not-found', clinician, () => Promise.resolve(crypto.randomUUID())],
		['a case of another region', 'not-found', async () => putPerson(region.owner, { organisation: (await createForeign()).id, role: 'clinician' }), patientCase]
	] as const)('%s', async (_, code, who, what) => {
		const [actor, id] = [await who(), await what()];
		await expect(open(actor, id)).rejects.toMatchObject({ code });
		expect(await region.owner.$count(breakGlass, eq(breakGlass.meetingId, id))).toBe(0);
	});
});

/** The top of another tree. */
async function createForeign(): Promise<{ id: string }> {
	const [row] = await region.owner.insert(organisation).values({ kind: 'region', name: `Jiný kraj ${region.tag}` }).returning({ id: organisation.id });
	if (!row) throw new Error('no region was made');
	return row;
}
