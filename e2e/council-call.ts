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
let version = 0;

/** Tells the media server of a room how a council's session stands in it, over the seam and with the key that the portal uses. */
export async function tellRoom(room: string, { speak, floor, interpreter = null, closed = null }: Standing): Promise<void> {
	const { data, ports } = house();
	version += 1;
	const call = { type: 'council', version, state: {}, speak, floor, interpreter, closed, evidence: null, public: false, marks: [] };
	const body = `${part({ alg: 'EdDSA', kid: 'sal-web' })}.${part({ id: randomUUID(), expires: Date.now() + 60_000, room, call })}`;
	const signature = sign(null, Buffer.from(body), createPrivateKey(readFileSync(join(data, 'secrets', 'sal-web.pem'))));
	const response = await fetch(`http://127.0.0.1:${String(ports.sfu)}/control`, { method: 'POST', body: `${body}.${signature.toString('base64url')}` });
	expect(response.status, await response.text()).toBe(200);
}
