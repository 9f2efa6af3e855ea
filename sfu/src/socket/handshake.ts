/**
 * Who may connect: the bearer of a fresh token, or of a resume secret. Identity comes from here and from nowhere else.
 */
import { createHash } from 'node:crypto';
import { errors } from 'jose';
import * as v from 'valibot';
import { authSchema, type HandshakeFailure } from '../protocol.ts';
import type { Room } from '../room/room.ts';
import type { Rooms } from '../room/rooms.ts';
import { verifyAdmission, type SignedAdmission } from '../token.ts';

/** What a socket carries from its handshake on. */
export interface Entrance {
	room: Room;
	participant: string;
	/** Null when the person came back with a resume secret. */
	admission: SignedAdmission | null;
	resume: string | null;
}

/** The handshake is refused; `code` reaches the browser as `connect_error`'s `data.code`. */
export class HandshakeRefused extends Error {
	readonly data: { code: HandshakeFailure };
	constructor(code: HandshakeFailure) {
		super(code);
		this.data = { code };
	}
}

export interface HandshakeOptions {
	auth: unknown;
	rooms: Rooms;
	webPublicKey: string;
	sfu: string;
}

/** Decides whether a connection stands, and who it is. Throws {@link HandshakeRefused}. */
export async function shakeHands({ auth, rooms, webPublicKey, sfu }: HandshakeOptions): Promise<Entrance> {
	const parsed = v.safeParse(authSchema, auth);
	if (!parsed.success) throw new HandshakeRefused('token-invalid');
	if ('token' in parsed.output) {
		const admission = await admissionOf({ token: parsed.output.token, webPublicKey, sfu });
		const room = await rooms.open(admission.room);
		mayEnter(room, admission);
		return { room, participant: admission.sub, admission, resume: null };
	}
	const { room: id, resume } = parsed.output;
	const room = await rooms.find(id);
	const hash = hashSecret(resume);
	const people = room ? [...room.state.people.values()] : [];
	const person = people.find((one) => one.resumeHash === hash);
	// A window whose line was dead while its owner came in elsewhere must not take the call back when the line returns.
	if (people.some((one) => one.givenUp.includes(hash))) throw new HandshakeRefused('taken-over');
	if (!room || !person) throw new HandshakeRefused('resume-invalid');
	if (room.state.removed.has(person.id)) throw new HandshakeRefused('removed');
	if (room.state.ended !== null) throw new HandshakeRefused('ended');
	return { room, participant: person.id, admission: null, resume };
}

/** Guards that hold for a token, at the handshake and again when the person enters. */
export function mayEnter(room: Room, { sub, grants, signedAt, seat = 'participant' }: Pick<SignedAdmission, 'sub' | 'grants'> & { signedAt?: number; seat?: SignedAdmission['seat'] }): void {
	const { state } = room;
	if (state.ended !== null) throw new HandshakeRefused('ended');
	if (state.removed.has(sub)) throw new HandshakeRefused('removed');
	if (signedAt !== undefined && signedAt < (state.voided.get(sub) ?? 0)) throw new HandshakeRefused('token-expired');
	const known = state.people.get(sub);
	if (known && (known.admitted || known.place !== 'out')) return;
	// Whoever is to keep order gets in, also when others have taken every place in the lobby.
	if (grants.includes('host')) return;
	// Onlookers take nobody's place; how many sockets there may be is another limit.
	if (seat !== 'participant') return;
	if (state.locked) throw new HandshakeRefused('locked');
	if (room.inside().length + room.waiting().length >= room.config.limits.people) throw new HandshakeRefused('room-full');
}

/** Only this is kept; the secret itself has 256 random bits, so a plain hash is enough. */
export function hashSecret(secret: string): string {
	return createHash('sha256').update(secret).digest('hex');
}

async function admissionOf({ token, webPublicKey, sfu }: { token: string; webPublicKey: string; sfu: string }): Promise<SignedAdmission> {
	try {
		return await verifyAdmission({ token, publicKeyPem: webPublicKey, sfu });
	} catch (error) {
		throw new HandshakeRefused(error instanceof errors.JWTExpired ? 'token-expired' : 'token-invalid');
	}
}
