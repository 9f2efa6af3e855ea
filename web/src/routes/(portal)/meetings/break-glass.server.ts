/**
 * Break-glass: in an emergency a clinician opens a patient's case that is not theirs. It asks for a reason, lasts an hour, and those who run
 * the case are told at once, in the portal and by mail (Act 372/2011 Coll. § 65 lets in whom care of the patient requires, and wants every look on record).
 */
import { DomainError } from '#lib/domain-error.ts';
import { m } from '#lib/paraglide/messages.js';
import { may } from '#lib/permissions/decide.ts';
import { audit } from '#lib/server/audit.ts';
import { sendMail } from '#lib/server/mail.ts';
import { writeLetter } from '#lib/server/mail/letter.ts';
import { notify } from '#lib/server/notify.ts';
import { breakGlass, meeting, meetingPerson, organisation, person, type PersonActor, type Tx } from '@sal/db';
import { and, desc, eq, isNull, sql } from 'drizzle-orm';
import { permissions } from './permissions.ts';

/** How long a case stays open: long enough to help, short enough that it is asked for again. */
export const BREAK_GLASS_MINUTES = 60;

/** May this actor open cases that are not theirs at all? Says nothing about whether there is one. */
export function mayBreakGlass(actor: PersonActor, now: Date): boolean {
	return may({ subject: actor, action: permissions.actions['break-glass'], resource: { path: [], relations: [], traits: ['case'] }, now });
}

interface Breaking {
	id: string;
	reason: string;
	/** The portal's public address, for the mail. */
	origin: string;
	now: Date;
}

/** Opens the case, tells its hosts, and writes it down. Answers until when. @throws {DomainError} `forbidden`, `not-found` when there is no such case */
export async function breakTheGlass(tx: Tx, actor: PersonActor, { id, reason, origin, now }: Breaking): Promise<Date> {
	if (!mayBreakGlass(actor, now)) throw new DomainError('forbidden');
	const [opened] = await tx.execute<{ until: string | null }>(sql`select sal_break_glass(${id}::uuid, ${reason}, ${BREAK_GLASS_MINUTES}) as until`);
	if (!opened?.until) throw new DomainError('not-found');
	const until = new Date(opened.until);
	const hosts = await hostsOf(tx, id);
	const [owner] = await tx.select({ id: meeting.organisationId }).from(meeting).where(eq(meeting.id, id));
	const [me] = await tx.select({ name: person.name, organisation: organisation.name }).from(person).innerJoin(organisation, eq(organisation.id, actor.organisation)).where(eq(person.id, actor.person));
	const who = me ? `${me.name} (${me.organisation})` : '';
	await audit(tx, { action: 'meetings.break-glass', object: { kind: 'meeting', id, organisation: owner?.id }, personal: { reason }, subjects: hosts.map((host) => host.id) });
	await notify(tx, { people: hosts.map((host) => host.id), kind: 'meetings.break-glass', data: { who }, href: `/meetings/${id}#break-glass` });
	for (const { email, locale } of hosts) await sendMail(tx, { to: email, locale, subject: m.meetings_break_glass_mail_subject({}, { locale }), ...letter({ id, who, reason, origin, locale }) });
	return until;
}

/** No title and no name of a patient: a mail lies in places that nobody chose for them. */
function letter({ id, who, reason, origin, locale }: { id: string; who: string; reason: string; origin: string; locale: 'cs' | 'en' }) {
	return writeLetter({
		locale,
		heading: m.meetings_break_glass_mail_subject({}, { locale }),
		paragraphs: [m.meetings_break_glass_mail_who({ who, minutes: BREAK_GLASS_MINUTES }, { locale }), m.meetings_break_glass_mail_reason({ reason }, { locale }), m.meetings_break_glass_mail_todo({}, { locale })],
		link: { label: m.meetings_break_glass_mail_link({}, { locale }), href: `${origin}/meetings/${id}#break-glass` },
		reason: m.meetings_break_glass_mail_why({ portal: origin }, { locale })
	});
}

async function hostsOf(tx: Tx, id: string): Promise<{ id: string; email: string; locale: 'cs' | 'en' }[]> {
	const rows = await tx
		.select({ id: person.id, email: person.email, locale: person.locale })
		.from(person)
		.where(and(isNull(person.disabledAt), sql`${person.id} in (select person_id from ${meetingPerson} where meeting_id = ${id} and role = 'host' union select created_by from ${meeting} where id = ${id})`));
	return rows.map((row) => ({ ...row, locale: row.locale ?? 'cs' }));
}

/** Who opened this case, newest first, as far as the actor may know. */
export async function broken(tx: Tx, { id, now }: { id: string; now: Date }) {
	const rows = await tx
		.select({
			id: breakGlass.id,
			person: breakGlass.personId,
			name: person.name,
			organisation: sql<string>`(select o.name from affiliation a join organisation o on o.id = a.organisation_id where a.id = ${breakGlass.affiliationId})`,
			reason: breakGlass.reason,
			at: breakGlass.at,
			until: breakGlass.until,
			verdict: breakGlass.verdict,
			note: breakGlass.note
		})
		.from(breakGlass)
		.innerJoin(person, eq(person.id, breakGlass.personId))
		.where(eq(breakGlass.meetingId, id))
		.orderBy(desc(breakGlass.at));
	return rows.map((row) => ({ ...row, open: row.until > now }));
}
export type Broken = Awaited<ReturnType<typeof broken>>[number];

interface Judging {
	/** Of the case and of the opening. */
	id: string;
	opening: string;
	verdict: 'in-order' | 'objected';
	note: string;
	now: Date;
}

/** A host of the case says what they think of it; once, and not whoever did it (the database sees to both). @throws {DomainError} `conflict` */
export async function judge(tx: Tx, actor: PersonActor, { id, opening, verdict, note, now }: Judging): Promise<void> {
	const [done] = await tx
		.update(breakGlass)
		.set({ verdict, note, reviewedAt: now, reviewedBy: actor.person })
		.where(and(eq(breakGlass.id, opening), eq(breakGlass.meetingId, id), isNull(breakGlass.reviewedAt)))
		.returning({ person: breakGlass.personId });
	if (!done) throw new DomainError('conflict');
	await audit(tx, { action: 'meetings.break-glass-judged', object: { kind: 'meeting', id }, detail: { verdict }, personal: { note }, subjects: [done.person] });
	if (verdict === 'objected') await notify(tx, { people: [done.person], kind: 'meetings.break-glass-objected', href: '/account/my-data' });
}

/** Openings whose time is over: whoever is still in a room is put out. For jobs. */
export async function closeBroken(tx: Tx): Promise<void> {
	await tx.execute(sql`select sal_close_broken()`);
}
