/** What becomes of a session that was called: letters and calendars, changes, and that nothing comes of it. */
import { auditEntry, councilAnswer, councilEvent, councilSession, councilSpeaker, guestLink, mailBody, mailOutbox, meeting, notification, person, type PersonActor, type Tx } from '@sal/db';
import { and, asc, eq, inArray, like, or, sql } from 'drizzle-orm';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { addDays, dayOf } from '#lib/day.ts';
import { addItem } from '../agenda/store.server.ts';
import { answersTo, answerInvitation, lastAnswer, noteAnswer, unanswered } from '../answers/store.server.ts';
import { createCouncil, type Council, type CouncilStanding } from '../council.fixture.ts';
import { excusedFrom } from '../presence/store.server.ts';
import { presenceOf } from '../minutes/presence.rules.ts';
import { readEvents } from '../minutes/facts.server.ts';
import { openSession } from '../running/store.server.ts';
import { forgetAddresses, inviteSpeaker, speakersOf, withdrawSpeaker, type SpeakerInput } from '../speakers/store.server.ts';
import { cancelSession, changeable, changeSession, type Change } from './change.server.ts';
import type { Sender } from './invitation.server.ts';
import { publicSession, publicSessions } from './public.server.ts';
import { callSession, publicationsOf, publishSession, readSession, termOf } from './store.server.ts';

let council: Council;
beforeAll(async () => { council = await createCouncil(); });
// The outbox is everybody's: what waits in it would be in the way of other tests.
afterEach(async () => {
	const emails = await council.owner.select({ email: person.email }).from(person).where(inArray(person.id, Object.values(council.people).map((each) => each.person)));
	await council.owner.delete(mailOutbox).where(or(inArray(mailOutbox.recipient, emails.map(({ email }) => email)), like(mailOutbox.recipient, `%@${council.tag}.test`)));
});
afterAll(() => council.close());

const by = <T>(standing: CouncilStanding, act: (tx: Tx, actor: PersonActor) => Promise<T>): Promise<T> => council.as(council.people[standing], (tx) => act(tx, council.people[standing]));
const refusedWith = (code: string) => expect.objectContaining({ message: code });
const today = dayOf(new Date());
const sender: Sender = { origin: 'https://sal.test', from: 'Sál kraje <sal@kraj.test>' };
let number = 20;

/** A session of its own three weeks ahead with one item, in the state in which members know of it. */
async function held({ publish = true, days = 21 }: { publish?: boolean; days?: number } = {}): Promise<string> {
	number += 1;
	const called = await by('office', (tx, actor) => callSession(tx, actor, { body: council.body, number, title: `${String(number)}. zasedání`, place: 'Sál', day: addDays(today, days), time: '09:00', minutes: 240, remote: true, crisis: false, substituteFor: null, now: new Date() }));
	if (!called.ok) throw new Error('the session was refused');
	await by('office', (tx, actor) => addItem(tx, actor, { session: called.value, input: { kind: 'business', title: 'Rozpočet <na> rok', rapporteurName: '', plannedMinutes: 10, proposal: 'Schvaluje.', closed: false }, now: new Date() }));
	if (publish) await by('office', (tx, actor) => publishSession(tx, actor, { session: called.value, sender, now: new Date() }));
	return called.value;
}

const stored = async (id: string) => (await council.owner.select({ session: councilSession, meeting }).from(councilSession).innerJoin(meeting, eq(meeting.id, councilSession.meetingId)).where(eq(councilSession.id, id)))[0];
/** Letters to this address about this session, in the order of writing; calendars unfolded. */
async function letters(to: string, session: string) {
	const title = (await stored(session))?.session.title ?? '';
	const rows = await council.owner.select().from(mailOutbox).innerJoin(mailBody, eq(mailBody.mailId, mailOutbox.id)).where(and(eq(mailOutbox.recipient, to), sql`position(${title} in ${mailOutbox.subject}) > 0`)).orderBy(asc(mailOutbox.createdAt));
	return rows.map(({ mail_outbox: { subject }, mail_body: { text, html, calendar } }) => ({ subject, text, html, calendar: (calendar ?? '').replaceAll('\r\n ', '').split('\r\n') }));
}
const emailOf = async (standing: CouncilStanding) => (await council.owner.select({ email: person.email }).from(person).where(eq(person.id, council.people[standing].person)))[0]?.email ?? '';
/** Kinds of the notices of a session and its room. */
const noticesOf = async (standing: CouncilStanding, session: string) => (await council.owner.select({ kind: notification.kind }).from(notification).where(and(eq(notification.personId, council.people[standing].person), inArray(notification.href, [`/council/${session}`, `/meetings/${(await stored(session))?.meeting.id ?? ''}`])))).map(({ kind }) => kind);
const changeOf = async (session: string, to: Partial<Change>): Promise<Change> => {
	const row = await stored(session);
	if (!row) throw new Error('no session');
	const { number: n, title, place, day, time, minutes, remote, crisis } = changeable(row.session);
	return { number: Number(n), title: title ?? '', place: place ?? '', day: day ?? '', time: time ?? '', minutes: Number(minutes), remote: remote === 'on', crisis: crisis === 'on', ...to };
};
const change = async (session: string, to: Partial<Change>, standing: CouncilStanding = 'office') => {
	const whole = await changeOf(session, to);
	return by(standing, (tx, actor) => changeSession(tx, actor, { session, change: whole, sender, now: new Date() }));
};
const cancel = (session: string, standing: CouncilStanding = 'office') => by(standing, (tx, actor) => cancelSession(tx, actor, { session, reason: 'Předsedkyně onemocněla', sender, now: new Date() }));

describe('an invitation', () => {
	it('goes to every member when the agenda is published, with place, time, agenda, a link and an entry for the calendar', async () => {
		const session = await held();
		for (const standing of ['chair', 'deputy', 'first', 'second'] as const) {
			const [letter, ...more] = await letters(await emailOf(standing), session);
			expect(more).toEqual([]);
			expect(letter?.text).toContain('Rozpočet <na> rok');
			expect(letter?.html).toContain('Rozpočet &lt;na&gt; rok');
			expect(letter?.text).toContain('Kde: Sál');
			expect(letter?.text).toContain(`https://sal.test/council/${session}`);
			expect(letter?.calendar).toEqual(expect.arrayContaining(['METHOD:REQUEST', `UID:${(await stored(session))?.meeting.id ?? ''}@sal.test`, 'LOCATION:Sál', 'STATUS:CONFIRMED']));
			expect(letter?.calendar.some((line) => line.startsWith('ORGANIZER') && line.endsWith('mailto:sal@kraj.test'))).toBe(true);
			expect(letter?.calendar.filter((line) => line.startsWith('ATTENDEE')).map((line) => line.toLowerCase())).toEqual([expect.stringContaining((await emailOf(standing)).toLowerCase())]);
			expect(await noticesOf(standing, session)).toEqual(['council.invited']);
		}
		expect(await noticesOf('chair', await held({ publish: false }))).toEqual([]);
		for (const standing of ['former', 'colleague', 'speaker'] as const) expect(await letters(await emailOf(standing), session)).toEqual([]);
	});

	it('is not written of a draft, nor again when nothing has changed; a late item is told', async () => {
		const session = await held({ publish: false });
		expect(await letters(await emailOf('first'), session)).toEqual([]);
		const publish = () => by('office', (tx, actor) => publishSession(tx, actor, { session, sender, now: new Date() }));
		await publish();
		expect(await publish()).toEqual({ first: false, kept: null });
		expect(await letters(await emailOf('first'), session)).toHaveLength(1);
		await by('office', (tx, actor) => addItem(tx, actor, { session, input: { kind: 'business', title: 'Pozdní bod', rapporteurName: '', plannedMinutes: 10, proposal: '', closed: false }, now: new Date() }));
		await publish();
		const [first, second] = await letters(await emailOf('first'), session);
		const sequence = (lines: string[] | undefined) => Number(lines?.find((line) => line.startsWith('SEQUENCE:'))?.slice(9));
		expect(second?.text).toContain('Pozdní bod');
		expect(sequence(second?.calendar)).toBeGreaterThan(sequence(first?.calendar));
		expect(second?.calendar.find((line) => line.startsWith('UID:'))).toBe(first?.calendar.find((line) => line.startsWith('UID:')));
	});

	it('is written to nobody without a sender', async () => {
		const session = await held({ publish: false });
		await by('office', (tx, actor) => publishSession(tx, actor, { session, sender: null, now: new Date() }));
		expect(await letters(await emailOf('first'), session)).toEqual([]);
		expect(await noticesOf('first', session)).toEqual(['council.invited']);
	});
});

describe('a change', () => {
	it('moves the room too, hangs on the board anew, counts the term from today, and tells everybody', async () => {
		const session = await held();
		const before = await stored(session);
		const day = addDays(today, 30);
		expect(await change(session, { day, time: '13:30', place: 'Divadlo', title: 'Výjezdní zasedání' })).toEqual({ ok: true, kept: true });
		const after = await stored(session);
		expect(after?.session).toMatchObject({ place: 'Divadlo', title: 'Výjezdní zasedání', state: 'published' });
		expect(after?.meeting.startsAt).toEqual(after?.session.startsAt);
		expect(after?.meeting.title).toContain('Výjezdní zasedání');
		expect(after?.meeting.sequence).toBeGreaterThan(before?.meeting.sequence ?? 0);
		expect(await council.as({ kind: 'public' }, (tx) => publicationsOf(tx, session))).toMatchObject([{ kept: true }, { kept: true, agenda: { place: 'Divadlo' } }]);
		const [letter] = await letters(await emailOf('second'), session);
		expect(letter?.subject).toContain('Změna zasedání');
		expect(letter?.calendar).toEqual(expect.arrayContaining(['METHOD:REQUEST', 'LOCATION:Divadlo', `DTSTART;TZID=Europe/Prague:${day.replaceAll('-', '')}T133000`]));
		expect(await noticesOf('second', session)).toEqual(['council.invited', 'council.changed']);
		expect(await council.owner.$count(auditEntry, and(eq(auditEntry.action, 'council.session-changed'), eq(auditEntry.objectId, session)))).toBe(1);
	});

	it('to a day too near says that the term is not kept, and the page says so too', async () => {
		const session = await held();
		expect(await change(session, { day: addDays(today, 9) })).toEqual({ ok: true, kept: false });
		const { session: row } = await by('office', (tx, actor) => readSession(tx, { actor, id: session, now: new Date() }));
		expect(await by('office', (tx) => termOf(tx, row, new Date()))).toMatchObject({ kept: false, left: 9, publishedOn: today });
	});

	it('of the length alone begins no new term; of nothing does nothing', async () => {
		const session = await held();
		expect(await change(session, {})).toEqual({ ok: true, kept: null });
		expect(await letters(await emailOf('first'), session)).toHaveLength(1);
		expect(await change(session, { minutes: 300 })).toEqual({ ok: true, kept: null });
		expect((await stored(session))?.meeting.plannedMinutes).toBe(300);
		expect(await letters(await emailOf('first'), session)).toHaveLength(2);
		expect(await council.as({ kind: 'public' }, (tx) => publicationsOf(tx, session))).toHaveLength(1);
	});

	it('of a draft is told to nobody', async () => {
		const session = await held({ publish: false });
		await change(session, { place: 'Jinde' });
		expect((await stored(session))?.session).toMatchObject({ place: 'Jinde', state: 'draft' });
		expect(await letters(await emailOf('chair'), session)).toEqual([]);
	});

	it('is refused to whoever does not run it, over what somebody else has changed, and to an hour that does not exist', async () => {
		const session = await held();
		for (const standing of ['first', 'colleague', 'auditor', 'stranger'] as const) await expect(change(session, { place: 'Jinde' }, standing)).rejects.toEqual(refusedWith('forbidden'));
		const row = await stored(session);
		const seen = row ? { ...changeable(row.session), place: 'Starý sál' } : {};
		const whole = await changeOf(session, { title: 'Jinak' });
		await expect(by('office', (tx, actor) => changeSession(tx, actor, { session, change: whole, seen, sender, now: new Date() }))).rejects.toEqual(refusedWith('changed-meanwhile'));
		expect(await change(session, { day: '2027-03-28', time: '02:30' })).toEqual({ ok: false, kept: null });
		expect((await stored(session))?.session).toEqual(row?.session);
	});

	it('comes too late for a session that runs', async () => {
		const running = await createCouncil();
		const as = <T>(standing: CouncilStanding, act: (tx: Tx, actor: PersonActor) => Promise<T>) => running.as(running.people[standing], (tx) => act(tx, running.people[standing]));
		const act = { session: running.session, sender, now: new Date() };
		try {
			await as('chair', (tx, actor) => openSession(tx, actor, act));
			await expect(as('office', (tx, actor) => cancelSession(tx, actor, { ...act, reason: 'Pozdě' }))).rejects.toEqual(refusedWith('council-not-now'));
			const whole: Change = { number: 7, title: 'Jinak', place: 'Jinde', day: addDays(today, 3), time: '09:00', minutes: 60, remote: true, crisis: false };
			await expect(as('office', (tx, actor) => changeSession(tx, actor, { ...act, change: whole }))).rejects.toEqual(refusedWith('council-not-now'));
		} finally {
			await running.close();
		}
	});
});

describe('a session that is called off', () => {
	it('says so and why on the page for everybody, in letters and calendars, and its room opens no more', async () => {
		const session = await held();
		const room = await cancel(session, 'chair');
		expect((await stored(session))?.meeting).toMatchObject({ id: room, state: 'cancelled', cancelReason: 'Předsedkyně onemocněla' });
		const shown = await council.as({ kind: 'public' }, (tx) => publicSession(tx, { kind: 'public' }, { session, now: new Date(), asHouse: (_, fn) => council.asJob(fn) }));
		expect(shown).toMatchObject({ state: 'cancelled', cancelReason: 'Předsedkyně onemocněla' });
		const [, letter] = await letters(await emailOf('first'), session);
		expect(letter?.text).toContain('Předsedkyně onemocněla');
		expect(letter?.calendar).toEqual(expect.arrayContaining(['METHOD:CANCEL', 'STATUS:CANCELLED']));
		expect(await noticesOf('first', session)).toEqual(['council.invited', 'council.cancelled']);
		await expect(cancel(session)).rejects.toEqual(refusedWith('forbidden'));
	});

	it('before anybody knew of it, stays unknown', async () => {
		const session = await held({ publish: false });
		await cancel(session);
		await expect(by('first', (tx, actor) => readSession(tx, { actor, id: session, now: new Date() }))).rejects.toEqual(refusedWith('not-found'));
		await expect(council.as({ kind: 'public' }, (tx) => publicSession(tx, { kind: 'public' }, { session, now: new Date(), asHouse: (_, fn) => council.asJob(fn) }))).rejects.toEqual(refusedWith('not-found'));
		expect((await by('office', (tx) => publicSessions(tx, { body: council.body, year: null, now: new Date() }))).past.map(({ id }) => id)).not.toContain(session);
		expect(await letters(await emailOf('chair'), session)).toEqual([]);
		expect((await by('office', (tx, actor) => readSession(tx, { actor, id: session, now: new Date() }))).session.state).toBe('cancelled');
	});
});

describe('an answer', () => {
	const answer = (session: string, standing: CouncilStanding, given: 'hall' | 'remote' | 'excused', reason = '') => by(standing, (tx, actor) => answerInvitation(tx, actor, { session, answer: given, reason, now: new Date() }));

	it('is a member\'s own; the last one holds, and all are kept', async () => {
		const session = await held();
		expect((await by('first', (tx, actor) => unanswered(tx, actor, new Date()))).map(({ id }) => id)).toContain(session);
		await answer(session, 'first', 'excused', 'Nemoc');
		expect((await by('first', (tx, actor) => unanswered(tx, actor, new Date()))).map(({ id }) => id)).not.toContain(session);
		expect(await by('office', (tx) => excusedFrom(tx, session))).toEqual(new Set([council.people.first.person]));
		await answer(session, 'first', 'remote');
		await answer(session, 'first', 'remote');
		expect(await by('office', (tx) => excusedFrom(tx, session))).toEqual(new Set());
		expect(await by('first', (tx, actor) => lastAnswer(tx, { session, person: actor.person }))).toMatchObject({ answer: 'remote', reason: '' });
		expect(await council.owner.select({ answer: councilAnswer.answer }).from(councilAnswer).where(eq(councilAnswer.sessionId, session)).orderBy(asc(councilAnswer.id))).toEqual([{ answer: 'excused' }, { answer: 'remote' }]);
		const events = await by('office', (tx) => readEvents(tx, session));
		expect(presenceOf(events, { endedAt: null })).toMatchObject([{ person: council.people.first.person, excuse: null }]);
	});

	it('tells why to nobody but the office, whoever presides and oneself', async () => {
		const session = await held();
		await answer(session, 'first', 'excused', 'Operace kolena');
		const { members, outlook } = await by('chair', (tx, actor) => answersTo(tx, actor, { session, now: new Date() }));
		expect(members.find(({ id }) => id === council.people.first.person)?.answer).toMatchObject({ answer: 'excused', reason: 'Operace kolena', own: true });
		expect(outlook).toMatchObject({ excused: 1, silent: 3, needed: 3, quorum: 'open' });
		await expect(by('second', (tx, actor) => answersTo(tx, actor, { session, now: new Date() }))).rejects.toEqual(refusedWith('forbidden'));
		for (const standing of ['second', 'colleague', 'auditor', 'stranger'] as const) expect(await by(standing, (tx) => lastAnswer(tx, { session, person: council.people.first.person }))).toBeNull();
		expect(JSON.stringify(await council.owner.select({ data: councilEvent.data }).from(councilEvent).where(eq(councilEvent.sessionId, session)))).not.toContain('kolena');
	});

	it('may be noted by the office for a member, and for nobody else by anybody else', async () => {
		const session = await held();
		const note = (standing: CouncilStanding, who: CouncilStanding) => by(standing, (tx, actor) => noteAnswer(tx, actor, { session, person: council.people[who].person, answer: 'hall', reason: '', now: new Date() }));
		await note('office', 'second');
		expect((await by('office', (tx, actor) => answersTo(tx, actor, { session, now: new Date() }))).members.find(({ id }) => id === council.people.second.person)?.answer).toMatchObject({ answer: 'hall', own: false });
		await expect(note('first', 'second')).rejects.toEqual(refusedWith('forbidden'));
		await expect(note('office', 'colleague')).rejects.toEqual(refusedWith('not-found'));
		for (const standing of ['office', 'colleague', 'former', 'speaker'] as const) await expect(answer(session, standing, 'hall')).rejects.toEqual(refusedWith('forbidden'));
		await expect(by('first', (tx, actor) => tx.insert(councilAnswer).values({ sessionId: session, personId: council.people.second.person, answer: 'excused', byPerson: actor.person }))).rejects.toThrow();
	});

	it('cannot be to come from elsewhere where the session is in the hall only, nor to what is over', async () => {
		const session = await held();
		await change(session, { remote: false });
		await expect(answer(session, 'first', 'remote')).rejects.toEqual(refusedWith('council-not-remote'));
		await cancel(session);
		await expect(answer(session, 'first', 'hall')).rejects.toEqual(refusedWith('forbidden'));
	});
});

describe('a guest with a right to speak', () => {
	const guest = (to: Partial<SpeakerInput> = {}): SpeakerInput => ({ name: 'Eva Expertka', email: `eva@${council.tag}.test`, behalf: 'Spolek pro řeku', item: null, locale: 'cs', ...to });
	const invite = (session: string, to: Partial<SpeakerInput> = {}, standing: CouncilStanding = 'office') => by(standing, (tx, actor) => inviteSpeaker(tx, actor, { session, input: guest(to), sender, now: new Date() }));
	const invited = async (session: string) => by('office', async (tx) => speakersOf(tx, { session, meeting: (await stored(session))?.meeting.id ?? '', now: new Date() }));

	it('gets a letter with a way into the room that nobody else has, which lasts as long as the session', async () => {
		const session = await held();
		await invite(session);
		const [letter] = await letters(guest().email, session);
		expect(letter?.text).toMatch(/https:\/\/sal\.test\/join\/[\w-]{20,}/);
		expect(letter?.text).toContain('Spolek pro řeku');
		expect(letter?.calendar).toContain('METHOD:REQUEST');
		expect(await invited(session)).toMatchObject([{ name: 'Eva Expertka', item: null, here: [] }]);
		const until = async () => (await council.owner.select({ until: guestLink.expiresAt }).from(guestLink).innerJoin(councilSpeaker, eq(councilSpeaker.linkId, guestLink.id)).where(eq(councilSpeaker.sessionId, session)))[0]?.until;
		const [before] = [await until()];
		await change(session, { day: addDays(today, 40) });
		expect((await until())?.getTime()).toBeGreaterThan(before?.getTime() ?? Infinity);
		expect((await letters(guest().email, session)).map(({ calendar }) => calendar.find((line) => line.startsWith('METHOD')))).toEqual(['METHOD:REQUEST', 'METHOD:REQUEST']);
	});

	it('is invited once, to an item of this session, by who prepares it, and not to a draft', async () => {
		const session = await held();
		await invite(session);
		await expect(invite(session, { email: guest().email.toUpperCase() })).rejects.toEqual(refusedWith('council-speaker-invited'));
		await expect(invite(session, { email: `jiny@${council.tag}.test`, item: council.items[0] })).rejects.toEqual(refusedWith('not-found'));
		for (const standing of ['first', 'colleague', 'auditor', 'stranger'] as const) await expect(invite(session, { email: `jiny@${council.tag}.test` }, standing)).rejects.toEqual(refusedWith('forbidden'));
		const draft = await held({ publish: false });
		await expect(invite(draft)).rejects.toEqual(refusedWith('council-not-published'));
		expect(await by('first', (tx) => tx.$count(councilSpeaker, eq(councilSpeaker.sessionId, session)))).toBe(0);
	});

	it('whose invitation is taken back has no way in any more', async () => {
		const session = await held();
		await invite(session);
		const [speaker] = await invited(session);
		const withdraw = () => by('chair', (tx, actor) => withdrawSpeaker(tx, actor, { session, speaker: speaker?.id ?? '', now: new Date() }));
		await withdraw();
		expect(await invited(session)).toEqual([]);
		expect(await council.owner.$count(guestLink, and(eq(guestLink.label, 'Eva Expertka'), eq(guestLink.meetingId, (await stored(session))?.meeting.id ?? ''), sql`${guestLink.revokedAt} is not null`))).toBe(1);
		await expect(withdraw()).rejects.toEqual(refusedWith('not-found'));
		await invite(session);
	});

	it('has an address no more when the session was over for a while; others keep theirs, and their name stays', async () => {
		const [over, coming] = [await held(), await held()];
		for (const session of [over, coming]) for (const who of ['eva', 'jan']) await invite(session, { email: `${who}@${council.tag}.test` });
		await cancel(over);
		const addresses = async (session: string) => (await council.owner.select({ email: councilSpeaker.email, name: councilSpeaker.name }).from(councilSpeaker).where(eq(councilSpeaker.sessionId, session))).map(({ email, name }) => [name, email !== '']);
		const forget = (before: Date) => council.asJob((tx) => forgetAddresses(tx, before));
		await forget(new Date(Date.now() - 60_000));
		expect(await addresses(over)).toEqual([['Eva Expertka', true], ['Eva Expertka', true]]);
		expect(await forget(new Date(Date.now() + 60_000))).toBeGreaterThanOrEqual(2);
		expect(await addresses(over)).toEqual([['Eva Expertka', false], ['Eva Expertka', false]]);
		expect(await addresses(coming)).toEqual([['Eva Expertka', true], ['Eva Expertka', true]]);
	});
});
