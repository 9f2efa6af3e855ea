/** The demo region's one past meeting: held by the real media server, recorded, sealed and prepared like any other. */
import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { rootOrganisations, withActor, type Tx } from '@sal/db';
import { ingestAnswer, type Control } from '@sal/sfu/control';
import { signAdmission } from '@sal/sfu/token';
import * as v from 'valibot';
import { defineJob, noData, type JobHouse, type JobRun } from '#lib/server/job.ts';
import { control, mediaServerFor } from '#lib/server/sfu.ts';
import { membersOf, pastMeetings, planMeeting, type Member, type PastMeeting } from './demo-meeting/region.ts';
import { play, writeVoice, type Actor } from './demo-meeting/play.ts';
import { LENGTH_SECONDS, parts } from './demo-meeting/script.ts';

const NAME = 'demo.past-meeting';
/** Pieces and package of the demo are locked no longer than this. */
const LOCK_SECONDS = 3_600;
/** The recorder has this long to close the recording, in seconds. */
const CLOSING_SECONDS = 240;

/** Runs at every start of the demo and does nothing once there is a recording. What an interrupted run has begun, the next one ends. */
export const demoMeetingJob = defineJob({ name: NAME, data: noData, atStart: {}, expireSeconds: 900, run: holdPastMeeting });

async function holdPastMeeting({ house, log, signal }: JobRun<object>): Promise<void> {
	const [region] = await rootOrganisations(house.db);
	if (region === undefined) return;
	const asRegion = <T>(fn: (tx: Tx) => Promise<T>): Promise<T> => withActor(house.db, { kind: 'job', organisation: region, name: NAME }, fn);
	for (const { id, live, recording } of await asRegion(pastMeetings)) if (live || recording === 'under way') await endMeeting(house, id);
	// What a former run has recorded may still be on its way: a second meeting beside it would only make the machine slower.
	const former = await closed({ look: () => asRegion(pastMeetings), pending: ({ recording }) => recording === 'under way', signal });
	if (former.some(({ recording }) => recording === 'kept')) return;

	const members = await asRegion((tx) => membersOf(tx, parts.map((part) => part.email)));
	const folder = await mkdtemp(join(house.scratch, 'demo-meeting-'));
	try {
		const actors = parts.map((part, index): Actor => ({ part, name: members[index]?.name ?? '', organisation: members[index]?.organisation ?? '', seconds: LENGTH_SECONDS - part.joinsAt, soundFile: join(folder, `${index}.pcm`) }));
		for (const actor of actors) await writeVoice(actor);
		// Only now, so that the meeting is not in the list for longer than it takes.
		const planned = await asRegion((tx) => planMeeting(tx, { region, attempt: former.length, members, now: new Date() }));
		if (!planned) return log.warn('the demo meeting was given up after several attempts');
		await hold({ house, meeting: planned, members, actors, signal });
		// Also the word that the recording has begun may be late.
		const all = await closed({ look: () => asRegion(pastMeetings), pending: ({ id, recording }) => id === planned.id && (recording === 'under way' || recording === 'none'), signal });
		if (!all.some(({ recording }) => recording === 'kept')) throw new Error('the demo meeting’s recording is too short to be shown');
		log.info({ meeting: planned.id }, 'the demo meeting was held and recorded');
	} finally {
		await rm(folder, { recursive: true, force: true });
	}
}

interface Hold {
	house: JobHouse;
	meeting: { id: string; title: string };
	members: Member[];
	actors: Actor[];
	signal: AbortSignal;
}

async function hold({ house, meeting, members, actors, signal }: Hold): Promise<void> {
	const stop = new AbortController();
	const all = AbortSignal.any([signal, stop.signal]);
	try {
		const enter = async (actor: Actor, index: number): Promise<() => Promise<void>> => {
			const member = members[index];
			if (!member) throw new Error('a part without a person');
			const to = v.parse(ingestAnswer, await call(house, meeting.id, { type: 'ingest', admission: await admission({ house, meeting, member }) }));
			return () => play({ actor, to, signal: all });
		};
		const join = async ({ actor, index, before }: { actor: Actor; index: number; before: number }): Promise<void> => {
			await wait((actor.part.joinsAt - before) * 1000, undefined, { signal: all });
			await (await enter(actor, index))();
		};
		// A recording begins when somebody is there to be recorded.
		const [first, ...others] = actors.map((actor, index) => ({ actor, index }));
		if (!first) return;
		const playFirst = await enter(first.actor, first.index);
		const started = await call(house, meeting.id, { type: 'record', action: 'start' });
		if (started === null) throw new Error('the media server does not know the demo meeting’s room');
		await Promise.all([playFirst(), ...others.map((other) => join({ ...other, before: first.actor.part.joinsAt }))]);
		await call(house, meeting.id, { type: 'record', action: 'stop' });
	} finally {
		stop.abort(new Error('the demo meeting is over'));
		// Also after a failure: a room must not stay open with nobody in it.
		await endMeeting(house, meeting.id);
	}
}

const call = ({ config, privateKeyPem }: JobHouse, room: string, what: Control['call']): Promise<unknown> => control({ servers: config.sfus, privateKeyPem, room, call: what, patience: 10_000 });
const endMeeting = (house: JobHouse, room: string): Promise<unknown> => call(house, room, { type: 'end' });

function admission({ house, meeting, member }: { house: JobHouse; meeting: { id: string; title: string }; member: Member }): Promise<string> {
	return signAdmission({
		privateKeyPem: house.privateKeyPem,
		admission: {
			sub: member.id,
			name: member.name,
			organisation: member.organisation,
			guest: false,
			room: meeting.id,
			sfu: mediaServerFor(meeting.id, house.config.sfus).id,
			grants: ['publish', 'chat'],
			lobby: false,
			meeting: { title: meeting.title, kind: 'session', recordable: true, retention: { mode: 'COMPLIANCE', seconds: LOCK_SECONDS } }
		}
	});
}

interface Closed {
	look: () => Promise<PastMeeting[]>;
	pending: (meeting: PastMeeting) => boolean;
	signal: AbortSignal;
}

/** The meetings, once none is pending any more: the recorder's word comes through the portal. Throws when it does not come in time. */
async function closed({ look, pending, signal }: Closed): Promise<PastMeeting[]> {
	const end = Date.now() + CLOSING_SECONDS * 1000;
	for (;;) {
		const meetings = await look();
		if (!meetings.some(pending)) return meetings;
		if (Date.now() > end) throw new Error('the recorder has not closed the demo meeting’s recording');
		await wait(1000, undefined, { signal });
	}
}
