import type { ConsumerOptions, Failure, Participant, RecordingState, ServerMessage, Source } from '@sal/sfu/protocol';
import type { Turn } from '../rules/floor.ts';
import { producerOf } from './roster.svelte.ts';
import type { Session } from './session.svelte.ts';
import type { Handlers } from './signalling.ts';

/** What has happened in the room, for the interface to put into words. */
export type Happening =
	| { type: 'joined' | 'left'; person: Participant }
	| { type: 'hand'; person: Participant }
	| { type: 'screen'; person: Participant; shared: boolean }
	| { type: 'message'; name: string; text: string }
	| { type: 'reaction'; participant: string; kind: string }
	| { type: 'stoppedByHost'; source: Source }
	| { type: 'recording'; from: RecordingState['state']; to: RecordingState['state'] }
	| { type: 'waiting'; count: number }
	| { type: 'locked'; locked: boolean }
	| { type: 'becameHost' }
	| { type: 'sentToLobby'; closedPart: boolean }
	| { type: 'floor'; turn: Exclude<Turn, 'nothing'> }
	| { type: 'reconnected' }
	| { type: 'refused'; code: Failure | 'broken' };

export type Inward = {
	session: Session;
	happen: (happening: Happening) => void;
	consume: (consumer: ConsumerOptions) => Promise<void>;
	closeConsumer: (id: string) => void;
	enterAgain: () => void;
	goodbye: (reason: ServerMessage<'goodbye'>['reason']) => void;
};

/** The events of the media server, each brought into the session's state and told to the interface. */
export function listeners({ session, happen, consume, closeConsumer, enterAgain, goodbye }: Inward): Handlers {
	const { roster, chat, publisher } = session;
	return {
		participantJoined: (person) => {
			const returned = roster.people.has(person.id);
			roster.set(person);
			if (!returned && person.id !== roster.me) happen({ type: 'joined', person });
		},
		participantChanged: (person) => {
			const before = roster.people.get(person.id);
			roster.set(person);
			const shared = producerOf(person, 'screen') !== null;
			if (before && person.id !== roster.me && shared !== (producerOf(before, 'screen') !== null)) happen({ type: 'screen', person, shared });
			if (person.handAt !== null && before?.handAt === null && person.id !== roster.me) happen({ type: 'hand', person });
		},
		participantLeft: ({ id }) => {
			const person = roster.people.get(id);
			roster.remove(id);
			if (person) happen({ type: 'left', person });
		},
		newConsumer: (consumer) => void consume(consumer),
		consumerClosed: ({ consumer }) => closeConsumer(consumer),
		activeSpeakers: ({ participants }) => roster.heard(participants, Date.now()),
		chat: (message) => {
			if (chat.add(message, roster.me) && message.from !== roster.me) happen({ type: 'message', name: message.name, text: message.text });
		},
		reaction: ({ participant, kind }) => happen({ type: 'reaction', participant, kind }),
		recording: (recording) => {
			const from = session.recording.state;
			session.recording = recording;
			if (from !== recording.state) happen({ type: 'recording', from, to: recording.state });
			if (session.recorded) return;
			// What was declined was this recording; the next one is asked about anew.
			session.reconsiderConsent();
			if (session.may('publish')) void publisher.hold(false);
		},
		lockChanged: ({ locked }) => {
			if (session.locked !== locked) happen({ type: 'locked', locked });
			session.locked = locked;
		},
		waitingChanged: ({ waiting }) => {
			const more = waiting.length > roster.waiting.length;
			roster.waiting = waiting;
			if (more) happen({ type: 'waiting', count: waiting.length });
		},
		admitted: enterAgain,
		council: (council) => session.follow(council),
		sentToLobby: ({ closedPart }) => {
			happen({ type: 'sentToLobby', closedPart });
			enterAgain();
		},
		stoppedByHost: ({ source }) => {
			// The floor has gone, which was said already; or it was never given, and the browser's question was answered too late to know.
			const silenced = source === 'microphone' && !session.maySpeak;
			const open = publisher.on.microphone;
			publisher.stoppedByHost(source).catch((error: unknown) => console.warn('What a host has stopped is still being sent to the server, which holds it back.', error));
			if (!silenced) happen({ type: 'stoppedByHost', source });
			else if (open) happen({ type: 'refused', code: 'no-floor' });
		},
		grantsChanged: ({ grants }) => {
			if (grants.includes('host') && !session.may('host')) happen({ type: 'becameHost' });
			session.grants = grants;
		},
		layersWanted: ({ producer, maxSpatialLayer }) => publisher.limitLayers(producer, maxSpatialLayer),
		mediaLost: enterAgain,
		goodbye: ({ reason }) => goodbye(reason)
	};
}
