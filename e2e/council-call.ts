import { createPrivateKey, randomUUID, sign } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from '@playwright/test';
import { house } from './house.ts';

/** How a session stands, as far as a room's microphones and tiles go by it. */
interface Standing {
	speak: string[] | null;
	floor: string | null;
	interpreter?: string | null;
	closed?: { insiders: string[] } | null;
}

const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');

/** What the portal decides about somebody who comes in without a browser: a member whose picture a program sends, or a wall screen. */
export interface Entering {
	id: string;
	name: string;
	room: string;
	seat: 'participant' | 'viewer';
}

/** Three parts, signed with the portal's key. */
function signed(header: object, payload: object): string {
	const body = `${part({ alg: 'EdDSA', ...header })}.${part(payload)}`;
	const signature = sign(null, Buffer.from(body), createPrivateKey(readFileSync(join(house().data, 'secrets', 'sal-web.pem'))));
	return `${body}.${signature.toString('base64url')}`;
}

/** The token of an admission to a session's room. */
export function admissionOf({ id, name, room, seat }: Entering): string {
	const now = Date.now() / 1_000;
	const meeting = { title: 'Zasedání', kind: 'session', recordable: false, retention: { mode: 'GOVERNANCE', seconds: 60 } };
	const who = { name, organisation: '', guest: false, room, sfu: 'sfu-1', grants: ['publish'], lobby: false, seat, meeting };
	return signed({}, { ...who, sub: id, jti: randomUUID(), iss: 'sal-web', aud: 'sal-sfu', iat: now, exp: Math.floor(now) + 300 });
}

/** Sends the media server a control call over the seam and with the key that the portal uses; answers with what it said. */
export async function callRoom(room: string, call: object): Promise<unknown> {
	const { ports } = house();
	const body = signed({ kid: 'sal-web' }, { id: randomUUID(), expires: Date.now() + 60_000, room, call });
	const response = await fetch(`http://127.0.0.1:${String(ports.sfu)}/control`, { method: 'POST', body });
	const text = await response.text();
	expect(response.status, text).toBe(200);
	return JSON.parse(text);
}

let version = 0;

/** Tells the media server of a room how a council's session stands in it. */
export async function tellRoom(room: string, { speak, floor, interpreter = null, closed = null }: Standing): Promise<void> {
	version += 1;
	await callRoom(room, { type: 'council', version, state: {}, speak, floor, interpreter, closed, evidence: null, public: false, marks: [] });
}
