import type { HandshakeFailure, ServerMessage } from '@sal/sfu/protocol';

/** Why the meeting is over for this person; the last screen has a sentence for each. */
export type Ending = ServerMessage<'goodbye'>['reason'] | 'left' | 'not-allowed' | 'locked' | 'room-full';

/** Why a connection did not come about: the media server's answer, or what happened on the way. */
export type Setback = HandshakeFailure | 'unreachable' | 'portal-unreachable' | 'portal-refused';

/**
 * The way into the room and back into it. `token`: a fresh one from the portal opens the door; `resume`: the secret of the earlier join does,
 * and the portal is not asked. `troubleSince` is when the way back began (ms), null when all is well.
 */
export type Connection = {
	phase: 'outside' | 'connecting' | 'pausing' | 'entering' | 'lobby' | 'inside' | 'over';
	key: 'token' | 'resume';
	attempt: number;
	troubleSince: number | null;
	ending: Ending | null;
};

export type ConnectionEvent =
	| { type: 'join' }
	| { type: 'connected' }
	| { type: 'entered'; place: 'lobby' | 'room'; resumable: boolean }
	/** The socket broke, or a call on it was not answered in time. */
	| { type: 'lost'; now: number }
	| { type: 'setback'; code: Setback; now: number }
	/** The pause is over, or there is reason not to wait for its end (the network is back, the person pressed "try now"). */
	| { type: 'retry' }
	/** Admitted from the lobby, put back into it, or the media are gone: ask for the room anew on the same socket. */
	| { type: 'enterAgain' }
	| { type: 'goodbye'; reason: ServerMessage<'goodbye'>['reason'] }
	| { type: 'leave' };

export type Effect = { do: 'connect' } | { do: 'enter' } | { do: 'pause'; ms: number } | { do: 'close' };

export const outside: Connection = { phase: 'outside', key: 'token', attempt: 0, troubleSince: null, ending: null };

/** Pauses double from 250 ms to 2 s: a short cut heals at once, and a server that is away is not flooded. */
export function pauseBefore(attempt: number): number {
	return Math.min(2_000, 250 * 2 ** Math.max(0, attempt - 1));
}

/** One step: the next state, and what must be done about it. */
export function step(state: Connection, event: ConnectionEvent): { state: Connection; effects: Effect[] } {
	if (state.phase === 'over' && event.type !== 'join') return { state, effects: [] };
	switch (event.type) {
		case 'join':
			return { state: { ...outside, phase: 'connecting' }, effects: [{ do: 'connect' }] };
		case 'connected':
			return { state: { ...state, phase: 'entering' }, effects: [{ do: 'enter' }] };
		case 'entered':
			return { state: { ...state, phase: event.place === 'room' ? 'inside' : 'lobby', key: event.resumable ? 'resume' : state.key, attempt: 0, troubleSince: null }, effects: [] };
		case 'enterAgain':
			return state.phase === 'inside' || state.phase === 'lobby' || state.phase === 'entering' ? { state: { ...state, phase: 'entering' }, effects: [{ do: 'enter' }] } : { state, effects: [] };
		case 'lost':
			return state.phase === 'outside' || state.phase === 'pausing' ? { state, effects: [] } : pause(state, event.now);
		case 'setback':
			return afterSetback(state, event);
		case 'retry':
			return state.phase === 'pausing' ? { state: { ...state, phase: 'connecting' }, effects: [{ do: 'connect' }] } : { state, effects: [] };
		case 'goodbye':
			// A media server that goes down for maintenance comes back, or another takes its rooms.
			return event.reason === 'draining' ? { state, effects: [] } : end(state, event.reason);
		case 'leave':
			return end(state, 'left');
	}
}

function pause(state: Connection, now: number, key = state.key): { state: Connection; effects: Effect[] } {
	const attempt = state.attempt + 1;
	return { state: { ...state, phase: 'pausing', key, attempt, troubleSince: state.troubleSince ?? now }, effects: [{ do: 'close' }, { do: 'pause', ms: pauseBefore(attempt) }] };
}

const end = (state: Connection, ending: Ending): { state: Connection; effects: Effect[] } => ({ state: { ...state, phase: 'over', troubleSince: null, ending }, effects: [{ do: 'close' }] });

function afterSetback(state: Connection, { code, now }: { code: Setback; now: number }): { state: Connection; effects: Effect[] } {
	switch (code) {
		case 'removed':
		case 'ended':
		case 'locked':
		case 'room-full':
		case 'taken-over':
			return end(state, code);
		case 'portal-refused':
			return end(state, 'not-allowed');
		case 'resume-invalid':
			// The media server has lost the room, or it is over: the portal knows which.
			return pause(state, now, 'token');
		case 'token-invalid':
		case 'token-expired':
			// A fresh token is fetched for every attempt, so a second refusal means that this person may not enter.
			return state.attempt >= 2 ? end(state, 'not-allowed') : pause(state, now);
		case 'rate-limited':
		case 'draining':
		case 'unreachable':
		case 'portal-unreachable':
			return pause(state, now);
	}
}
