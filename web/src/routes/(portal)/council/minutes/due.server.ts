/** Reminds those who sign of the term within which minutes must be made. */
import { and, eq, gt, inArray, sql } from 'drizzle-orm';
import * as v from 'valibot';
import { councilProcedure, councilSession, notification, type Tx } from '@sal/db';
import { notify } from '#lib/server/notify.ts';
import { ownHouses } from '../own-houses.server.ts';
import { procedureSchema } from '../procedure.ts';
import { minutesTerm } from './checklist.rules.ts';
import { readVerifiers } from './facts.server.ts';
import { readStanding } from './signing.server.ts';
import { newestVersion } from './versions.server.ts';

/** The longest term that rules of procedure may set is 60 days: older sessions are over. */
const OLDEST_MS = 70 * 86_400_000;

/** Tells the presiding person and the verifiers of each session whose term ends within three days, once a term. Answers with how many were told. */
export async function remindOfTerms(tx: Tx, now: Date): Promise<number> {
	const ended = await tx
		.select({ session: councilSession, settings: councilProcedure.settings })
		.from(councilSession)
		.innerJoin(councilProcedure, eq(councilProcedure.id, councilSession.procedureId))
		.where(and(ownHouses, eq(councilSession.state, 'ended'), gt(councilSession.endedAt, new Date(now.getTime() - OLDEST_MS))));
	let told = 0;
	for (const { session, settings } of ended) {
		const rules = v.safeParse(procedureSchema, settings);
		if (!session.endedAt || !rules.success) continue;
		const version = await newestVersion(tx, session.id);
		const completeAt = version ? (await readStanding(tx, { session: session.id, version: version.id })).standing.completeAt : null;
		const term = minutesTerm({ endedAt: session.endedAt, days: rules.output.minutesDays, signedAt: completeAt, now });
		if (completeAt || term.state !== 'last-days') continue;
		told += await tell(tx, { session, lastDay: term.lastDay });
	}
	return told;
}

async function tell(tx: Tx, { session, lastDay }: { session: typeof councilSession.$inferSelect; lastDay: string }): Promise<number> {
	const people = [...new Set([...(session.presidedBy ? [session.presidedBy] : []), ...(await readVerifiers(tx, session.id)).map(({ id }) => id)])];
	if (people.length === 0) return 0;
	const href = `/council/${session.id}/minutes`;
	const known = await tx
		.select({ person: notification.personId })
		.from(notification)
		.where(and(inArray(notification.personId, people), eq(notification.kind, 'council.minutes-due'), eq(notification.href, href), sql`${notification.data}->>'day' = ${lastDay}`));
	const left = people.filter((id) => !known.some(({ person }) => person === id));
	await notify(tx, { people: left, kind: 'council.minutes-due', data: { title: session.title, day: lastDay }, href });
	return left.length;
}
