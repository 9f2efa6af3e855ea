/** The queue and the floor. Asking is a member's own act; giving the floor is the chair's, or the desk's that serves them. */
import { and, eq, isNull, sql } from 'drizzle-orm';
import { councilSpeech, person, type Actor, type PersonActor, type Tx } from '@sal/db';
import { DomainError } from '#lib/domain-error.ts';
import { inRoomNow } from '../../meetings/index.server.ts';
import { append } from '../append.server.ts';
import type { SpeechKind } from '../live.ts';
import { permit, type Session } from '../permit.server.ts';
import { membersOf, procedureOf } from '../presence/store.server.ts';
import { askable, secondsFor, speaks, waits, type Unasked } from './floor.rules.ts';

export type SpeechRow = typeof councilSpeech.$inferSelect;

/** Speeches and requests of the item that is open (of no item while none is). */
export function speechesOf(tx: Tx, { id, currentItemId }: Pick<Session, 'id' | 'currentItemId'>): Promise<SpeechRow[]> {
	return tx
		.select()
		.from(councilSpeech)
		.where(and(eq(councilSpeech.sessionId, id), currentItemId ? eq(councilSpeech.itemId, currentItemId) : isNull(councilSpeech.itemId)));
}

interface Act {
	session: string;
	now: Date;
}

const refusals: Record<Unasked, string> = {
	waiting: 'council-already-waits',
	'turns-used': 'council-turns-used',
	speaking: 'council-already-speaks',
	'no-faction': 'council-no-faction',
	'not-a-guest': 'council-not-as-that',
	'nothing-to-reply': 'council-nothing-to-reply'
};

/** Asks for the floor in one's own name. Answers with the request's id. @throws {DomainError} `council-…` when the rules of procedure are against it, `council-not-running` outside a running session */
export async function askForFloor(tx: Tx, actor: PersonActor, { session: id, kind, now }: Act & { kind: SpeechKind }): Promise<string> {
	const { session } = await permit(tx, { actor, id, action: 'speak', now, lock: true });
	return ask(tx, { session, who: actor.person, kind, now });
}

/** The desk puts somebody into the queue who has raised a hand in the hall: a member, an invited person, or a guest who is in the room. */
export async function askForSomebody(tx: Tx, actor: Actor, { session: id, person: who, kind, now }: Act & { person: string; kind: SpeechKind }): Promise<string> {
	const { session } = await permit(tx, { actor, id, action: 'serve', now, lock: true });
	return ask(tx, { session, who, kind, now });
}

async function ask(tx: Tx, { session, who, kind, now }: { session: Session; who: string; kind: SpeechKind; now: Date }): Promise<string> {
	if (session.state !== 'running') throw new DomainError('council-not-running');
	const [procedure, members, speeches] = [await procedureOf(tx, session), await membersOf(tx, session), await speechesOf(tx, session)];
	const member = members.find((each) => each.id === who);
	const unasked = askable({ procedure, participant: who, kind, member: member !== undefined, faction: member?.faction != null, speeches });
	if (unasked) throw new DomainError(refusals[unasked]);
	const [account] = await tx.select({ name: person.name }).from(person).where(eq(person.id, who));
	const name = account?.name ?? (await inRoomNow(tx, session.meetingId, now)).find(({ participant }) => participant === who)?.name;
	if (name === undefined) throw new DomainError('not-found');
	const [row] = await tx.insert(councilSpeech).values({ sessionId: session.id, itemId: session.currentItemId, participant: who, personId: account ? who : null, name, kind }).returning({ id: councilSpeech.id });
	if (!row) throw new Error('the request was not inserted');
	await append(tx, { session: session.id, type: 'speech.asked', data: { request: row.id, person: who, kind }, item: session.currentItemId });
	return row.id;
}

/** Takes a request back: one's own, or, for the desk, anybody's. Nothing happens when it has been dealt with meanwhile. */
export async function withdrawRequest(tx: Tx, actor: Actor, { session: id, request, now }: Act & { request: string }): Promise<void> {
	const { session, may } = await permit(tx, { actor, id, action: 'see', now, lock: true });
	if (!may('serve') && !may('speak')) throw new DomainError('forbidden');
	const [row] = await tx.select().from(councilSpeech).where(and(eq(councilSpeech.id, request), eq(councilSpeech.sessionId, session.id)));
	if (!row || !waits(row)) return;
	if (!may('serve') && !(actor.kind === 'person' && actor.person === row.personId)) throw new DomainError('forbidden');
	await tx.update(councilSpeech).set({ withdrawnAt: now }).where(eq(councilSpeech.id, row.id));
	await append(tx, { session: session.id, type: 'speech.withdrawn', data: { request: row.id, person: row.participant }, item: row.itemId });
}

/** Gives the floor to whoever made this request; whoever has it loses it. @throws {DomainError} `council-request-gone` when it was withdrawn or has had its turn */
export async function giveFloor(tx: Tx, actor: Actor, { session: id, request, now }: Act & { request: string }): Promise<void> {
	const { session } = await permit(tx, { actor, id, action: 'serve', now, lock: true });
	if (session.state !== 'running') throw new DomainError('council-not-running');
	const speeches = await speechesOf(tx, session);
	const row = speeches.find((speech) => speech.id === request);
	if (!row || !waits(row)) throw new DomainError('council-request-gone');
	await endSpeech(tx, { session, speech: speeches.find(speaks), reason: 'chair', now });
	const seconds = secondsFor({ procedure: await procedureOf(tx, session), kind: row.kind, speeches, now });
	await tx.update(councilSpeech).set({ givenAt: now, seconds }).where(eq(councilSpeech.id, row.id));
	await append(tx, { session: session.id, type: 'floor.given', data: { request: row.id, person: row.participant, name: row.name, kind: row.kind, seconds }, item: row.itemId });
}

/** Gives whoever speaks some seconds more. */
export async function extendFloor(tx: Tx, actor: Actor, { session: id, seconds, now }: Act & { seconds: number }): Promise<void> {
	const { session } = await permit(tx, { actor, id, action: 'serve', now, lock: true });
	const speech = (await speechesOf(tx, session)).find(speaks);
	if (!speech) throw new DomainError('council-nobody-speaks');
	await tx.update(councilSpeech).set({ seconds: (speech.seconds ?? 0) + seconds }).where(eq(councilSpeech.id, speech.id));
	await append(tx, { session: session.id, type: 'floor.extended', data: { person: speech.participant, seconds }, item: speech.itemId });
}

/** Takes the floor. `done`: the speaker has finished; `time`: their time was up. Nothing happens when nobody speaks. */
export async function takeFloor(tx: Tx, actor: Actor, { session: id, reason, now }: Act & { reason: 'done' | 'time' | 'chair' }): Promise<void> {
	const { session } = await permit(tx, { actor, id, action: 'serve', now, lock: true });
	await endSpeech(tx, { session, speech: (await speechesOf(tx, session)).find(speaks), reason, now });
}

/** The speaker says that they have finished. Nothing happens when they do not have the floor. */
export async function leaveFloor(tx: Tx, actor: PersonActor, { session: id, now }: Act): Promise<void> {
	const { session } = await permit(tx, { actor, id, action: 'speak', now, lock: true });
	const rows = await tx.execute<{ id: string | null }>(sql`select sal_council_finish(${session.id}::uuid, ${now.toISOString()}::timestamptz) as id`);
	if (rows[0]?.id) await append(tx, { session: session.id, type: 'floor.taken', data: { person: actor.person, reason: 'done' }, item: session.currentItemId });
}

/** Ends the speech that runs, as part of another act. */
export async function endSpeech(tx: Tx, { session, speech, reason, now }: { session: Pick<Session, 'id'>; speech: SpeechRow | undefined; reason: 'done' | 'time' | 'chair' | 'gone'; now: Date }): Promise<void> {
	if (!speech) return;
	await tx.update(councilSpeech).set({ endedAt: now, ended: reason }).where(eq(councilSpeech.id, speech.id));
	await append(tx, { session: session.id, type: 'floor.taken', data: { person: speech.participant, reason }, item: speech.itemId });
}
