/**
 * The one place where a browser's message becomes a call: rate, schema, place and grant are checked here, and only here.
 */
import * as v from 'valibot';
import { clientEvents, type Answer, type ClientEvent, type Failure, type Input, type Output } from '../protocol.ts';
import { Refusal } from '../refusal.ts';
import type { Peer, PeerSocket } from '../room/peer.ts';
import type { Room } from '../room/room.ts';
import type { Person } from '../room/state.ts';
import type { RateLimits } from './limits.ts';

export interface Call {
	room: Room;
	peer: Peer;
	socket: PeerSocket;
	/** Who calls, as of now. */
	person: Person;
}

export type Handler<E extends ClientEvent> = (call: Call, input: Input<E>) => Promise<Output<E>> | Output<E>;
export type Handlers = { [E in ClientEvent]: Handler<E> };
/** `enter` alone is called by someone who is not there yet. */
export type Enter = (call: Omit<Call, 'person'>) => Promise<Output<'enter'>>;

export interface DispatchOptions {
	room: Room;
	peer: Peer;
	socket: PeerSocket;
	limits: RateLimits;
	handlers: Omit<Handlers, 'enter'>;
	enter: Enter;
}

/** Listens to everything a socket sends. Nothing it sends may throw past this function. */
export function dispatch(options: DispatchOptions): void {
	options.socket.onAny((event: string, ...sent: unknown[]) => {
		const answer = sent.at(-1);
		const reply = typeof answer === 'function' ? (result: Answer<ClientEvent>) => void answer(result) : () => undefined;
		call(options, event, sent[0]).then(
			(data) => { reply({ ok: true, data }); },
			(error: unknown) => { reply({ ok: false, code: failureOf(error, options, event) }); }
		);
	});
}

async function call({ room, peer, socket, limits, handlers, enter }: DispatchOptions, event: string, sent: unknown): Promise<Output<ClientEvent>> {
	const allowed = await limits.call(`${room.id}:${peer.id}`, event);
	if (allowed === 'cut') socket.disconnect(true);
	if (allowed !== 'yes') throw new Refusal('rate-limited');
	if (!isClientEvent(event)) throw new Refusal('unknown-event');
	const definition = clientEvents[event];
	const input = v.safeParse(definition.input, sent);
	if (!input.success) throw new Refusal('bad-input');
	// A socket that was taken over has nothing to say any more.
	if (peer.socket !== socket) throw new Refusal('not-entered');
	const data = event === 'enter' ? await enter({ room, peer, socket }) : await act({ event, input: input.output, room, peer, socket, handlers });
	await room.journal.saved();
	return data;
}

/** What whoever only looks on may call; without a receiving transport most of it finds nothing. */
const forViewers: ReadonlySet<ClientEvent> = new Set<ClientEvent>(['receive', 'connectTransport', 'consumerReady', 'view', 'restartIce', 'leave']);

interface Act extends Pick<DispatchOptions, 'room' | 'peer' | 'socket' | 'handlers'> {
	event: Exclude<ClientEvent, 'enter'>;
	input: unknown;
}

function act({ event, input, room, peer, socket, handlers }: Act): Promise<Output<ClientEvent>> | Output<ClientEvent> {
	const { grant, lobby } = clientEvents[event];
	const person = room.person(peer.id);
	if (!person || !peer.entered || (person.place !== 'room' && !(lobby && person.place === 'lobby'))) throw new Refusal('not-entered');
	if (person.seat !== 'participant' && !forViewers.has(event)) throw new Refusal('forbidden');
	if (grant && !person.grants.includes(grant)) throw new Refusal('forbidden');
	// The table binds event, input and handler together; TypeScript cannot follow that through a union of events.
	const handler = handlers[event] as (call: Call, input: unknown) => Promise<Output<ClientEvent>> | Output<ClientEvent>;
	return handler({ room, peer, socket, person }, input);
}

function isClientEvent(event: string): event is ClientEvent {
	return Object.hasOwn(clientEvents, event);
}

function failureOf(error: unknown, { room, peer }: DispatchOptions, event: string): Failure {
	if (error instanceof Refusal) return error.code;
	room.log.error({ participant: peer.id, event, err: error }, 'a call failed');
	return 'internal';
}
