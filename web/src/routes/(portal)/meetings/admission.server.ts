/** The joint to the media server: who may enter is decided here and travels in a signed token. */
import { actingName, LONGEST_NAME } from '#lib/acting-name.ts';
import { audit } from '#lib/server/audit.ts';
import { DomainError } from '#lib/domain-error.ts';
import { m } from '#lib/paraglide/messages.js';
import { meeting, meetingAdmission, organisation, person, type Tx } from '@sal/db';
import type { Admission } from '@sal/sfu/token';
import { eq } from 'drizzle-orm';
import type { GuestSession } from './guests.server.ts';
import { entrantOf } from './permissions.ts';
import { enterAsGuest, enterAsPerson, pieceLock, type Entry, type Facts } from './rules.ts';
import { getMeeting } from './store.server.ts';
import { factColumns, toFacts, type PersonActor } from './ties.server.ts';
import { isWatched } from './watched.server.ts';

export interface AdmissionRequest {
	/** Network address of the browser, kept as long as the settings say. */
	address: string;
	sfu: string;
	mode: 'demo' | 'production' | 'test';
	now: Date;
}

/** The admission of a signed-in person. `session`: handle of theirs. @throws {DomainError} `not-found`, or `closed-<reason>` when the door is shut */
export async function admitPerson(tx: Tx, actor: PersonActor, { id, session, ...request }: AdmissionRequest & { id: string; session?: string | undefined }): Promise<Admission> {
	const { resource, facts, title } = await getMeeting(tx, actor, { id, now: request.now });
	const entrant = entrantOf({ subject: actor, resource, now: request.now });
	const entry = opened(enterAsPerson({ entrant, facts, now: request.now }));
	const [me] = await tx.select({ name: person.name, organisation: organisation.name }).from(person).innerJoin(organisation, eq(organisation.id, actor.organisation)).where(eq(person.id, actor.person));
	if (!me) throw new DomainError('not-found');
	// In Czech for everybody, because it is kept with the attendance, the chat and the recording.
	const name = entrant === 'emergency' ? m.meetings_break_glass_name({ name: me.name }, { locale: 'cs' }).slice(0, LONGEST_NAME) : actingName({ name: me.name, represents: await representedBy(tx, actor, facts) });
	await tx.insert(meetingAdmission).values({ meetingId: id, participant: actor.person, address: request.address, affiliationId: actor.affiliation, substitutionId: actor.substitution?.id, session });
	await audit(tx, { action: 'meeting.entered', object: { kind: 'meeting', id, organisation: resource.path.at(-1) }, detail: { lobby: entry.lobby } });
	return { sub: actor.person, name, organisation: me.organisation, guest: false, ...room({ id, title, facts, request, entry, public: await isWatched(tx, id) }) };
}

/** Who is represented. A case conference is about a patient: there everybody is themself. */
async function representedBy(tx: Tx, { substitution }: PersonActor, { kind }: Facts): Promise<string | null> {
	if (!substitution || kind === 'case') return null;
	const [row] = await tx.select({ name: person.name }).from(person).where(eq(person.id, substitution.person));
	return row?.name ?? null;
}

/** The admission of a guest, who always waits in the lobby. */
export async function admitGuest(tx: Tx, { actor, name }: GuestSession, request: AdmissionRequest): Promise<Admission> {
	const [row] = await tx.select({ ...factColumns, title: meeting.title }).from(meeting).where(eq(meeting.id, actor.meeting));
	if (!row) throw new DomainError('not-found');
	const facts = toFacts(row);
	const entry = opened(enterAsGuest({ facts, now: request.now }));
	await tx.insert(meetingAdmission).values({ meetingId: actor.meeting, participant: actor.guest, address: request.address });
	await audit(tx, { action: 'meeting.entered', object: { kind: 'meeting', id: actor.meeting }, detail: { lobby: entry.lobby } });
	return { sub: actor.guest, name, organisation: '', guest: true, ...room({ id: actor.meeting, title: row.title, facts, request, entry, public: await isWatched(tx, actor.meeting) }) };
}

type Opened = Extract<Entry, { enter: true }>;

function opened(entry: Entry): Opened {
	if (!entry.enter) throw new DomainError(`meetings-${entry.why}`);
	return entry;
}

function room({ id, title, facts, request, entry, public: open }: { id: string; title: string; facts: Facts; request: AdmissionRequest; entry: Opened; public: boolean }) {
	return {
		room: id,
		sfu: request.sfu,
		grants: entry.grants,
		lobby: entry.lobby,
		meeting: { title, kind: facts.kind, recordable: facts.recorded, public: open, retention: pieceLock({ kind: facts.kind, mode: request.mode }) }
	};
}
