/**
 * What a room must still know after the process has died. Pure: entries in, state out; the journal keeps the entries.
 */
import * as v from 'valibot';
import { callbackSchema, councilCallSchema } from '../control.ts';
import { grants } from '../protocol.ts';
import { admissionSchema } from '../token.ts';

const uuid = v.pipe(v.string(), v.uuid());
const time = v.pipe(v.number(), v.finite());
const count = v.pipe(v.number(), v.integer(), v.minValue(0));

const personSchema = v.object({
	id: uuid,
	name: v.string(),
	organisation: v.string(),
	guest: v.boolean(),
	grants: v.array(v.picklist(grants)),
	/** Those of them that the portal has given; the others come from hosts in the room. */
	given: v.optional(v.array(v.picklist(grants)), []),
	/** `out`: was here, may return. */
	place: v.picklist(['lobby', 'room', 'out']),
	/** Once let in, a person returns without the lobby. */
	admitted: v.boolean(),
	/** When this place was taken. */
	since: time,
	/** SHA-256 of the resume secret, hex. */
	resumeHash: v.nullable(v.string()),
	/** Hashes of earlier secrets, given up when this person came in again with a token; newest last. */
	givenUp: v.optional(v.array(v.string()), () => []),
	handAt: v.nullable(time),
	consent: v.boolean(),
	seat: v.optional(v.picklist(['participant', 'viewer', 'onlooker']), 'participant'),
	/** Stays when the public is shut out. */
	inside: v.optional(v.boolean(), false),
	/** Was shut out with the public, and comes back by themselves when that is over. */
	shutOut: v.optional(v.boolean(), false)
});
export type Person = v.InferOutput<typeof personSchema>;

const chatSchema = v.object({ id: uuid, at: time, from: uuid, name: v.string(), guest: v.boolean(), text: v.string() });
const recordingSchema = v.object({ id: uuid, startedAt: time, paused: v.boolean(), part: v.optional(v.picklist(['open', 'closed'])) });
/** What the last call about the council's session allows, and up to which mark its events are in the recordings. How the session stands the portal tells anew after a restart. */
const councilSchema = v.object({ ...v.omit(councilCallSchema, ['type', 'version', 'state', 'marks']).entries, sequence: count });
export type Council = v.InferOutput<typeof councilSchema>;
const markSchema = councilCallSchema.entries.marks.item;
export type Mark = v.InferOutput<typeof markSchema>;
const controlledSchema = v.object({ id: uuid, expires: time, answer: v.unknown() });

const stateSchema = v.object({
	room: uuid,
	/** Null while nobody has come with a token: a removal or an end may come first. */
	meeting: v.nullable(admissionSchema.entries.meeting),
	ended: v.nullable(time),
	locked: v.boolean(),
	people: v.array(personSchema),
	removed: v.array(uuid),
	/** Tokens of these people signed before this time (ms) are void. */
	voided: v.optional(v.array(v.tuple([uuid, time])), []),
	chat: v.array(chatSchema),
	recording: v.nullable(recordingSchema),
	council: v.optional(v.nullable(councilSchema), null),
	/** Events of the session that are on their way into the recording, in order. */
	marks: v.optional(v.array(markSchema), () => []),
	/** When evidence of presence was last looked at; null if never. */
	watchedAt: v.optional(v.nullable(time), null),
	/** Number of the last callback that was written. */
	sequence: count,
	/** Callbacks that the portal has not acknowledged, in order. */
	outbox: v.array(callbackSchema),
	/** Control calls that were carried out, until they expire. */
	controlled: v.array(controlledSchema)
});
type Stored = v.InferOutput<typeof stateSchema>;

export const entrySchema = v.variant('type', [
	v.object({ type: v.literal('state'), state: stateSchema }),
	v.object({ type: v.literal('meeting'), meeting: admissionSchema.entries.meeting }),
	v.object({ type: v.literal('person'), person: personSchema }),
	v.object({ type: v.literal('removed'), participant: uuid }),
	/** Somebody who only looked on has gone: nothing of them is kept. */
	v.object({ type: v.literal('forgotten'), participant: uuid }),
	v.object({ type: v.literal('council'), council: councilSchema }),
	v.object({ type: v.literal('marks'), marks: v.array(markSchema) }),
	/** Up to here they are on the recorder's disk. */
	v.object({ type: v.literal('marked'), sequence: count }),
	v.object({ type: v.literal('watched'), at: time }),
	v.object({ type: v.literal('voided'), participant: uuid, before: time }),
	v.object({ type: v.literal('locked'), locked: v.boolean() }),
	v.object({ type: v.literal('chat'), message: chatSchema }),
	v.object({ type: v.literal('recording'), recording: v.nullable(recordingSchema) }),
	v.object({ type: v.literal('callback'), callback: callbackSchema }),
	v.object({ type: v.literal('acknowledged'), sequence: count }),
	/** The portal expects other numbers: what waits is numbered again from here. */
	v.object({ type: v.literal('renumbered'), first: v.pipe(v.number(), v.integer(), v.minValue(1)) }),
	v.object({ type: v.literal('controlled'), call: controlledSchema }),
	v.object({ type: v.literal('ended'), at: time })
]);
export type Entry = v.InferOutput<typeof entrySchema>;

export interface RoomState extends Omit<Stored, 'people' | 'removed' | 'voided' | 'controlled'> {
	people: Map<string, Person>;
	removed: Set<string>;
	voided: Map<string, number>;
	controlled: Map<string, v.InferOutput<typeof controlledSchema>>;
}

/** Older messages are with the portal; a newcomer sees these. */
const CHAT_KEPT = 500;

export function emptyState(room: string): RoomState {
	return { room, meeting: null, ended: null, locked: false, people: new Map(), removed: new Set(), voided: new Map(), chat: [], recording: null, council: null, marks: [], watchedAt: null, sequence: 0, outbox: [], controlled: new Map() };
}

/** Applies one entry, in place. */
export function apply(state: RoomState, entry: Entry): void {
	switch (entry.type) {
		case 'state':
			Object.assign(state, fromStored(entry.state));
			break;
		case 'meeting':
			state.meeting = entry.meeting;
			break;
		case 'person':
			state.people.set(entry.person.id, entry.person);
			break;
		case 'removed': {
			state.removed.add(entry.participant);
			const person = state.people.get(entry.participant);
			if (person) state.people.set(person.id, { ...person, place: 'out', admitted: false, grants: [], handAt: null });
			break;
		}
		case 'forgotten':
			state.people.delete(entry.participant);
			break;
		case 'council':
			state.council = entry.council;
			break;
		case 'marks':
			state.marks.push(...entry.marks);
			break;
		case 'marked':
			state.marks = state.marks.filter(({ sequence }) => sequence > entry.sequence);
			break;
		case 'watched':
			state.watchedAt = entry.at;
			break;
		case 'voided':
			state.voided.set(entry.participant, Math.max(entry.before, state.voided.get(entry.participant) ?? 0));
			break;
		case 'locked':
			state.locked = entry.locked;
			break;
		case 'chat':
			state.chat.push(entry.message);
			if (state.chat.length > CHAT_KEPT) state.chat.shift();
			break;
		case 'recording':
			state.recording = entry.recording;
			break;
		case 'callback':
			state.outbox.push(entry.callback);
			state.sequence = entry.callback.sequence;
			break;
		case 'acknowledged':
			state.outbox = state.outbox.filter((callback) => callback.sequence > entry.sequence);
			break;
		case 'renumbered':
			state.outbox = state.outbox.map((callback, index) => ({ ...callback, sequence: entry.first + index }));
			state.sequence = entry.first + state.outbox.length - 1;
			break;
		case 'controlled':
			state.controlled.set(entry.call.id, entry.call);
			break;
		case 'ended':
			state.ended = entry.at;
			break;
	}
}

/** The whole state as one entry; what has run out by `now` (ms) is left behind. */
export function snapshotEntry(state: RoomState, now: number): Entry {
	return {
		type: 'state',
		state: { ...state, people: [...state.people.values()], removed: [...state.removed], voided: [...state.voided], controlled: [...state.controlled.values()].filter((call) => call.expires > now) }
	};
}

function fromStored(stored: Stored): RoomState {
	return {
		...stored,
		people: new Map(stored.people.map((person) => [person.id, person])),
		removed: new Set(stored.removed),
		voided: new Map(stored.voided),
		controlled: new Map(stored.controlled.map((call) => [call.id, call]))
	};
}
