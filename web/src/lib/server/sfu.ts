/** The portal's side of the seam to the media servers: which one holds a room, and signed calls to it. */
import { createHash, randomUUID } from 'node:crypto';
import { signMessage, type Control } from '@sal/sfu/control';
import { DomainError } from '#lib/domain-error.ts';

export interface MediaServer {
	id: string;
	/** Base address of its HTTP side, on loopback or in the data centre's own network. */
	url: string;
}

/**
 * The media server of a room: the same one for everybody and at all times, without asking anybody (rendezvous hashing). When a server is
 * added or taken away, only rooms of that one move.
 */
export function mediaServerFor(room: string, servers: readonly MediaServer[]): MediaServer {
	const weight = ({ id }: MediaServer) => createHash('sha256').update(`${room} ${id}`).digest('hex');
	const [best] = servers.map((server) => ({ server, weight: weight(server) })).toSorted((a, b) => (a.weight < b.weight ? 1 : -1));
	if (!best) throw new Error('SAL_SFUS names no media server.');
	return best.server;
}

/** How long a control call may take, in milliseconds, before the media server counts as down. */
const PATIENCE = 4_000;

export interface ControlOptions {
	servers: readonly MediaServer[];
	/** The portal's Ed25519 key, PKCS #8 PEM. */
	privateKeyPem: string;
	room: string;
	call: Control['call'];
	patience?: number;
}

/**
 * Tells a room something and answers with what it said. @throws {DomainError} `media-server-down` when it cannot be reached or refuses.
 * A room that does not exist (any more) has nobody to remove and nothing to end: that is `null`, not an error.
 */
export async function control({ servers, privateKeyPem, room, call, patience = PATIENCE }: ControlOptions): Promise<unknown> {
	const message: Control = { id: randomUUID(), expires: Date.now() + 30_000, room, call };
	const body = await signMessage({ message, privateKeyPem, kid: 'sal-web' });
	const response = await fetch(`${mediaServerFor(room, servers).url}/control`, { method: 'POST', headers: { 'content-type': 'application/jose' }, body, redirect: 'error', signal: AbortSignal.timeout(patience) }).catch((cause: unknown) => {
		throw new DomainError('media-server-down', { cause });
	});
	if (response.status === 404) return null;
	if (!response.ok) throw new DomainError('media-server-down', { cause: new Error(`the media server answered ${String(response.status)}`) });
	return response.status === 204 ? undefined : response.json();
}
