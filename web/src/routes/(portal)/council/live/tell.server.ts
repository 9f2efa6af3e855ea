/** Telling the media server what holds in a session: the whole of it each time, so that a call that was lost is made good by the next. */
import { and, asc, eq, gt, lt, notInArray, sql } from 'drizzle-orm';
import { councilBody, councilEvent, councilSession, withActor, type Database, type Tx } from '@sal/db';
import { councilAnswer, type CouncilAnswer, type CouncilCall } from '@sal/sfu/control';
import * as v from 'valibot';
import type { Config } from '#lib/server/config.ts';
import type { Logger } from '#lib/server/log.ts';
import { control } from '#lib/server/sfu.ts';
import { membersOf, procedureOf } from '../presence/store.server.ts';
import { ownHouses } from '../own-houses.server.ts';
import { insidersOf } from '../running/store.server.ts';
import { buildLive } from './build.server.ts';

export interface Telling {
	db: Database;
	config: Pick<Config, 'sfus'>;
	privateKeyPem: string;
	log: Logger;
}

/** Events in one call: a session that could not be told for long is told in parts. */
const MOST_MARKS = 200;

async function ownerOf(db: Database, session: string): Promise<string | undefined> {
	const rows = await db.execute<{ owner: string | null }>(sql`select sal_council_session_organisation(${session}::uuid) as owner`);
	return rows[0]?.owner ?? undefined;
}

/**
 * Tells the room of a session how it stands, until it knows everything. Call it after the transaction of an act: that the media server cannot be reached
 * undoes nothing; it is logged, and the job `council.tell` goes on.
 */
export async function tellSession({ db, config, privateKeyPem, log }: Telling, session: string): Promise<void> {
	const organisation = await ownerOf(db, session);
	if (!organisation) return;
	const asJob = <T>(fn: (tx: Tx) => Promise<T>) => withActor(db, { kind: 'job', organisation, name: 'council.tell' }, fn);
	try {
		for (;;) {
			const due = await asJob((tx) => callFor(tx, session));
			if (!due) return;
			const answer = await control({ servers: config.sfus, privateKeyPem, room: due.room, call: due.call });
			// A room that does not exist needs nothing; it is told when somebody opens it.
			if (answer === null) return;
			const told = v.parse(councilAnswer, answer);
			await asJob((tx) => confirm(tx, session, { ...told, whole: due.whole }));
			if (due.whole) return;
		}
	} catch (error) {
		log.warn({ err: error, session }, 'the media server could not be told how the session stands; it is tried again');
	}
}

/** What the room does not know yet; null when it knows all. */
async function callFor(tx: Tx, id: string): Promise<{ room: string; call: CouncilCall; whole: boolean } | null> {
	const [row] = await tx.select({ session: councilSession, body: councilBody }).from(councilSession).innerJoin(councilBody, eq(councilBody.id, councilSession.bodyId)).where(eq(councilSession.id, id));
	if (!row || row.session.state === 'draft') return null;
	const { session, body } = row;
	if (session.toldVersion >= session.version && session.toldSequence > 0) return null;
	const now = new Date();
	const marks = await tx
		.select({ sequence: councilEvent.sequence, at: councilEvent.at, type: councilEvent.type, data: councilEvent.data })
		.from(councilEvent)
		.where(and(eq(councilEvent.sessionId, id), gt(councilEvent.sequence, session.toldSequence)))
		.orderBy(asc(councilEvent.sequence))
		.limit(MOST_MARKS);
	const live = await buildLive(tx, { session, body, now });
	const { graceSeconds } = await procedureOf(tx, session);
	const running = session.state === 'running' || session.state === 'suspended';
	const call: CouncilCall = {
		type: 'council',
		version: session.version,
		state: live,
		// Before the opening and in a break people talk to each other.
		speak: session.state === 'running' ? [...new Set([session.presidedBy, live.floor?.id, session.interpreter].filter((each) => each != null))] : null,
		floor: live.floor?.id ?? null,
		interpreter: session.interpreter,
		closed: session.closedPart ? { insiders: await insidersOf(tx, session) } : null,
		evidence: session.remote && (running || session.state === 'published') ? { of: (await membersOf(tx, session)).map((member) => member.id), graceSeconds } : null,
		public: body.publicSessions,
		marks: marks.map(({ sequence, at, type, data }) => ({ sequence, at: at.getTime(), type, data }))
	};
	return { room: session.meetingId, call, whole: marks.length < MOST_MARKS };
}

/** The version counts as told once nothing is left to tell with it. */
async function confirm(tx: Tx, session: string, { version, sequence, whole }: CouncilAnswer & { whole: boolean }): Promise<void> {
	await tx
		.update(councilSession)
		.set({ ...(whole && { toldVersion: sql`greatest(${councilSession.toldVersion}, ${version})` }), toldSequence: sql`greatest(${councilSession.toldSequence}, ${sequence})` })
		.where(eq(councilSession.id, session));
}

/** Sessions of the job's own houses whose room does not know yet how they stand; a job also reads what others have published. */
export async function untold(tx: Tx): Promise<string[]> {
	const rows = await tx
		.select({ id: councilSession.id })
		.from(councilSession)
		.where(and(ownHouses, notInArray(councilSession.state, ['draft', 'cancelled']), lt(councilSession.toldVersion, councilSession.version)));
	return rows.map(({ id }) => id);
}
