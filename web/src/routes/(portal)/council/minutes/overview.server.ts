/** Everything that the page of a session's minutes shows to those inside. */
import { asc, eq } from 'drizzle-orm';
import * as v from 'valibot';
import { councilMinutesDraft, councilMinutesFile, councilMinutesPublic, councilProcedure, recording, type PersonActor, type Tx } from '@sal/db';
import { dayOf } from '#lib/day.ts';
import { permit, type Permitted } from '../permit.server.ts';
import { procedureSchema } from '../procedure.ts';
import { checklist, lawOf, minutesTerm } from './checklist.rules.ts';
import { parseDocument } from './document.ts';
import { membersOn, readEvents, readResolutions, readVerifiers } from './facts.server.ts';
import { insideDocument } from './marks.rules.ts';
import { laterSessions, listObjections } from './objections.server.ts';
import type { Recorded } from './recording.rules.ts';
import { readStanding } from './signing.server.ts';
import { listVersions, newestVersion, readVersion } from './versions.server.ts';

interface Looking {
	actor: PersonActor;
	session: string;
	/** Which version to show; the newest when it is null. */
	version: number | null;
	now: Date;
}

/** @throws {DomainError} `not-found`, `forbidden` */
export async function minutesOverview(tx: Tx, { actor, session: id, version: wanted, now }: Looking) {
	const permitted = await permit(tx, { actor, id, action: 'see-closed', now });
	const { session, body, resource, may } = permitted;
	const newest = await newestVersion(tx, id);
	const shown = wanted === null || wanted === newest?.version ? newest : await readVersion(tx, { actor, session: id, version: wanted, now });
	const signed = shown ? await readStanding(tx, { session: id, version: shown.id }) : null;
	const rules = await rulesOf(tx, permitted);
	const document = shown ? parseDocument(shown.content) : null;
	const signs = resource.relations.some((relation) => relation === 'presides' || relation === 'verifies');
	return {
		session: { id, title: session.title, body: body.name, state: session.state },
		shown: shown && { version: shown.version, sha256: shown.sha256, newest: shown.version === newest?.version },
		document: document && insideDocument(document),
		versions: await listVersions(tx, { actor, session: id, now }),
		draft: may('write-minutes') ? await draftHead(tx, id) : null,
		checklist: document ? await checked(tx, { id, document, needed: rules.verifiers, verifiers: signed?.verifiers.length ?? 0 }) : [],
		law: lawOf(body.kind),
		term: session.endedAt ? minutesTerm({ endedAt: session.endedAt, days: rules.minutesDays, signedAt: signed?.standing.completeAt ?? null, now }) : null,
		verifiers: signed?.verifiers ?? (await readVerifiers(tx, id)),
		members: may('write-minutes') ? await membersOn(tx, { body: body.id, day: dayOf(session.openedAt ?? session.startsAt) }) : [],
		signatures: (signed?.signatures ?? []).map(({ person, name, role, kind, at, file, report }) => ({ person, name, role, kind, at, file, report })),
		missing: signed?.standing.missing ?? null,
		completeAt: signed?.standing.completeAt ?? null,
		objections: await listObjections(tx, { actor, session: id, now }),
		later: may('write-minutes') ? await laterSessions(tx, session) : [],
		public: await publicHead(tx, id),
		recordings: await recordingsOf(tx, session.meetingId),
		may: {
			write: may('write-minutes'),
			object: may('object') && session.state === 'ended',
			sign: signs && session.state === 'ended' && shown !== null && shown.version === newest?.version && !signed?.signatures.some(({ person }) => person === actor.person)
		}
	};
}
export type MinutesOverview = Awaited<ReturnType<typeof minutesOverview>>;

async function rulesOf(tx: Tx, { session }: Permitted) {
	const [row] = await tx.select({ settings: councilProcedure.settings }).from(councilProcedure).where(eq(councilProcedure.id, session.procedureId));
	return v.parse(procedureSchema, row?.settings);
}

async function checked(tx: Tx, { id, document, needed, verifiers }: { id: string; document: ReturnType<typeof parseDocument>; needed: number; verifiers: number }) {
	const events = await readEvents(tx, id);
	const votes = events.flatMap((event) => (event.type === 'vote.result' ? [event.data.vote] : []));
	const resolutions = (await readResolutions(tx, id)).map((resolution) => resolution.id);
	return checklist({ document, votes: [...new Set(votes)], resolutions, verifiers, verifiersNeeded: needed });
}

async function draftHead(tx: Tx, id: string) {
	const [row] = await tx.select({ revision: councilMinutesDraft.revision, basedOn: councilMinutesDraft.basedOn, updatedAt: councilMinutesDraft.updatedAt }).from(councilMinutesDraft).where(eq(councilMinutesDraft.sessionId, id));
	return row ?? null;
}

async function publicHead(tx: Tx, id: string) {
	const [row] = await tx.select({ publishedAt: councilMinutesPublic.publishedAt, versionId: councilMinutesPublic.versionId }).from(councilMinutesPublic).where(eq(councilMinutesPublic.sessionId, id));
	return row ?? null;
}

/** Recordings of the session's room that the actor may see, oldest first. */
export async function recordingsOf(tx: Tx, meeting: string): Promise<Recorded[]> {
	return tx.select({ id: recording.id, startedAt: recording.startedAt, durationMs: recording.durationMs }).from(recording).where(eq(recording.meetingId, meeting)).orderBy(asc(recording.startedAt));
}

/** The PDF that carries somebody's own signature. @throws {DomainError} `not-found`, `forbidden` */
export async function signedFile(tx: Tx, { actor, session, file, now }: { actor: PersonActor; session: string; file: string; now: Date }): Promise<Buffer | null> {
	await permit(tx, { actor, id: session, action: 'see-closed', now });
	const [row] = await tx.select({ content: councilMinutesFile.content }).from(councilMinutesFile).where(eq(councilMinutesFile.id, file));
	return row?.content ?? null;
}
