import { mailBody, mailOutbox, rootOrganisations, withActor, type Database, type Tx } from '@sal/db';
import { and, asc, eq, isNotNull, isNull, lt, lte, or } from 'drizzle-orm';
import * as v from 'valibot';
import { defineJob, noData, type JobHouse } from '#lib/server/job.ts';
import { nextAttempt } from '#lib/server/mail/schedule.ts';
import { post } from '#lib/server/mail/transport.ts';

/** So many mails are taken up by one look into the outbox. */
const AT_ONCE = 100;
/** Who was written to, and when, is personal data: kept this many days after it was sent or given up. */
const KEPT_DAYS = 90;

const waiting = and(isNull(mailOutbox.sentAt), isNull(mailOutbox.failedAt));

/** As the job of the topmost organisation: a mail belongs to none. `empty` where there is no organisation yet. */
async function asJob<T>(db: Database, empty: T, fn: (tx: Tx) => Promise<T>): Promise<T> {
	const [organisation] = await rootOrganisations(db);
	return organisation ? withActor(db, { kind: 'job', organisation, name: 'mail.send' }, fn) : empty;
}

/** Ids of the mails whose next attempt is due; none while there is no mail server. */
export async function dueMails({ config, db }: Pick<JobHouse, 'config' | 'db'>, now: Date): Promise<string[]> {
	if (!config.mail) return [];
	const rows = await asJob(db, [], (tx) => tx.select({ id: mailOutbox.id }).from(mailOutbox).where(and(waiting, lte(mailOutbox.nextAttemptAt, now))).orderBy(asc(mailOutbox.nextAttemptAt)).limit(AT_ONCE));
	return rows.map(({ id }) => id);
}

interface Attempt {
	id: string;
	now: Date;
}

/** Tries one mail once, and notes what came of it. What the mail says is deleted as soon as it is sent or given up. */
export async function attemptMail({ config, db }: Pick<JobHouse, 'config' | 'db'>, { id, now }: Attempt): Promise<'sent' | 'waits' | 'given-up' | 'gone'> {
	const { mail } = config;
	const found = await asJob(db, [], (tx) => tx.select().from(mailOutbox).innerJoin(mailBody, eq(mailBody.mailId, mailOutbox.id)).where(and(eq(mailOutbox.id, id), waiting)));
	const [row] = found;
	if (!row || !mail) return 'gone';
	const { mail_outbox: outbox, mail_body: body } = row;
	const late = outbox.uselessAfter !== null && outbox.uselessAfter <= now;
	const posted = late ? ({ ok: false, permanent: true, error: 'expired' } as const) : await post(mail, { ...outbox, text: body.text, html: body.html, calendar: body.calendar });
	const attempts = outbox.attempts + 1;
	if (posted.ok) {
		await settle(db, id, { sentAt: now, attempts, lastError: null });
		return 'sent';
	}
	const next = nextAttempt({ createdAt: outbox.createdAt, uselessAfter: outbox.uselessAfter, attempts, permanent: posted.permanent, now });
	if (!next) {
		await settle(db, id, { failedAt: now, attempts, lastError: posted.error });
		return 'given-up';
	}
	await asJob(db, undefined, async (tx) => void (await tx.update(mailOutbox).set({ attempts, nextAttemptAt: next, lastError: posted.error }).where(eq(mailOutbox.id, id))));
	return 'waits';
}

async function settle(db: Database, id: string, outcome: Partial<typeof mailOutbox.$inferInsert>): Promise<void> {
	await asJob(db, undefined, async (tx) => {
		await tx.update(mailOutbox).set(outcome).where(eq(mailOutbox.id, id));
		await tx.delete(mailBody).where(eq(mailBody.mailId, id));
	});
}

/** Sends what is due. The pauses between attempts stand in the outbox, not in the queue: a restart forgets none. */
export const sendMailJob = defineJob({
	name: 'mail.send',
	data: v.object({ id: v.pipe(v.string(), v.uuid()) }),
	concurrency: 2,
	expireSeconds: 300,
	sweep: async (house) => (await dueMails(house, new Date())).map((id) => ({ key: id, data: { id } })),
	async run({ data: { id }, house, log }) {
		const outcome = await attemptMail(house, { id, now: new Date() });
		log.info({ mail: id, outcome }, 'mail');
	}
});

/** Deletes mails that were settled long ago. Answers with how many went. */
export async function forgetMails(db: Database, now: Date): Promise<number> {
	const before = new Date(now.getTime() - KEPT_DAYS * 86_400_000);
	return asJob(db, 0, async (tx) => (await tx.delete(mailOutbox).where(and(or(isNotNull(mailOutbox.sentAt), isNotNull(mailOutbox.failedAt)), lt(mailOutbox.createdAt, before)))).count);
}

export const forgetMailJob = defineJob({
	name: 'mail.forget',
	data: noData,
	schedule: { cron: '20 3 * * *', data: {} },
	expireSeconds: 600,
	async run({ house, log }) {
		log.info({ mails: await forgetMails(house.db, new Date()) }, 'old mails have gone');
	}
});
