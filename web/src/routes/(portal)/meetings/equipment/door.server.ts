/** Where the hall's equipment knocks: the token is read here, the media server is told by a signed admission who has come. */
import { audit } from '#lib/server/audit.ts';
import type { Config } from '#lib/server/config.ts';
import { DomainError } from '#lib/domain-error.ts';
import { webPrivateKey } from '#lib/server/keys.ts';
import { networkOf } from '#lib/server/rate-limit.ts';
import type { Limits } from '#lib/server/portal.ts';
import { hashSecret } from '#lib/server/secret.ts';
import { control } from '#lib/server/sfu.ts';
import { equipmentToken, findEquipment, meeting, meetingAdmission, organisation, withActor, type Database, type Tx } from '@sal/db';
import { equipmentAnswer, fragmentAnswer, hangUpAnswer, type Control } from '@sal/sfu/control';
import { signAdmission, type Admission } from '@sal/sfu/token';
import { eq } from 'drizzle-orm';
import * as v from 'valibot';
import { door, pieceLock } from '../rules.ts';
import { mediaServerOf } from '../tickets.server.ts';
import { factColumns, toFacts } from '../ties.server.ts';
import { isWatched } from '../watched.server.ts';
import { bearerOf, CORS, FRAGMENT, iceLinks, isType, matchOf, MOST_BYTES, refusals, SDP } from './http.ts';

type Kind = 'whip' | 'whep';
type Found = NonNullable<Awaited<ReturnType<typeof findEquipment>>>;

export interface Knock {
	house: { db: Database; config: Config; limits: Limits };
	request: Request;
	kind: Kind;
	/** Of the meeting, from the address. */
	id: string;
	/** Network address of the device. */
	address: string;
	now: Date;
}

/** `POST /whip/<meeting>`, `POST /whep/<meeting>`. @throws {DomainError} */
export async function openLine({ house, request, kind, id, address, now }: Knock): Promise<Response> {
	if (!isType(request.headers.get('content-type'), SDP)) throw new DomainError('meetings-equipment-type');
	const found = await whose({ house, request, kind, id, address });
	const sdp = await bounded(request);
	const { db, config } = house;
	const asJob = <T>(fn: (tx: Tx) => Promise<T>) => withActor(db, { kind: 'job', organisation: found.organisationId, name: 'equipment' }, fn, { address });
	const admission = await asJob((tx) => admissionOf(tx, { found, config, now }));
	const token = await signAdmission({ admission, privateKeyPem: webPrivateKey(config) });
	const answer = v.parse(equipmentAnswer, await tell(house, id, { type: 'offer', way: kind === 'whip' ? 'send' : 'receive', admission: token, sdp }));
	if (!answer.ok) throw new DomainError(refusals[answer.why].code, { cause: answer });
	await asJob(async (tx) => {
		await tx.update(equipmentToken).set({ lastUsedAt: now }).where(eq(equipmentToken.id, found.tokenId));
		await tx.insert(meetingAdmission).values({ meetingId: id, participant: found.tokenId, address });
		await audit(tx, { action: 'meeting.equipment-connected', object: { kind: 'meeting', id, organisation: found.organisationId }, detail: { equipment: found.tokenId, kind, label: found.label } });
	});
	const headers = new Headers({ ...CORS, 'content-type': SDP, 'location': `/${kind}/${id}/${answer.session}`, 'etag': answer.etag, 'accept-patch': FRAGMENT, 'cache-control': 'no-store' });
	for (const link of iceLinks(answer.iceServers)) headers.append('link', link);
	return new Response(answer.sdp, { status: 201, headers });
}

/** `PATCH` of a session: candidates, or a restart of ICE (RFC 9725 §4.3). @throws {DomainError} */
export async function patchLine({ session, ...knock }: Knock & { session: string }): Promise<Response> {
	const { house, request, id } = knock;
	if (!isType(request.headers.get('content-type'), FRAGMENT)) throw new DomainError('meetings-equipment-type');
	const found = await whose(knock);
	const etag = matchOf(request.headers.get('if-match'));
	if (etag === undefined) throw new DomainError('meetings-equipment-unmatched');
	const fragment = await bounded(request);
	const answer = v.parse(fragmentAnswer, await tell(house, id, { type: 'fragment', participant: found.tokenId, session, etag, fragment }));
	if (!answer.ok) throw new DomainError(answer.why === 'gone' ? 'not-found' : 'meetings-equipment-stale');
	if (answer.fragment === null) return new Response(null, { status: 204, headers: { ...CORS, etag: answer.etag } });
	return new Response(answer.fragment, { status: 200, headers: { ...CORS, 'content-type': FRAGMENT, 'etag': answer.etag } });
}

/** `DELETE` of a session. @throws {DomainError} */
export async function closeLine({ session, ...knock }: Knock & { session: string }): Promise<Response> {
	const found = await whose(knock);
	const answer = v.parse(hangUpAnswer, await tell(knock.house, knock.id, { type: 'hangUp', participant: found.tokenId, session }));
	if (!answer.found) throw new DomainError('not-found');
	return new Response(null, { status: 200, headers: CORS });
}

async function whose({ house: { db, limits }, request, kind, id, address }: Omit<Knock, 'now'>): Promise<Found> {
	const network = networkOf(address);
	await limits.equipment.check(network);
	const token = bearerOf(request.headers.get('authorization'));
	const found = token === null ? undefined : await findEquipment(db, hashSecret(token));
	if (!found) {
		await limits.equipment.consume(network);
		throw new DomainError('meetings-equipment-unknown');
	}
	if (found.revokedAt !== null) throw new DomainError('meetings-equipment-revoked');
	// The address was copied from another device's line, or from another meeting's page.
	if (found.kind !== kind || found.meetingId !== id) throw new DomainError('meetings-equipment-elsewhere');
	return found;
}

async function admissionOf(tx: Tx, { found, config, now }: { found: Found; config: Config; now: Date }): Promise<Admission> {
	const [row] = await tx.select({ ...factColumns, title: meeting.title, organisation: organisation.name }).from(meeting).innerJoin(organisation, eq(organisation.id, meeting.organisationId)).where(eq(meeting.id, found.meetingId));
	if (!row) throw new DomainError('not-found');
	const facts = toFacts(row);
	// A hall is prepared when its hosts come.
	const closed = door({ facts, host: true, now });
	if (closed) throw new DomainError(`meetings-${closed.why}`);
	return {
		sub: found.tokenId,
		name: found.label,
		organisation: row.organisation,
		guest: false,
		room: found.meetingId,
		sfu: mediaServerOf({ config, room: found.meetingId }),
		grants: found.kind === 'whip' ? ['publish'] : [],
		lobby: false,
		// What the hall's own camera and microphone send in a closed part stays in it; a wall is looked at by everybody.
		inside: found.kind === 'whip',
		seat: found.kind === 'whip' ? 'participant' : 'viewer',
		meeting: { title: row.title, kind: facts.kind, recordable: facts.recorded, public: await isWatched(tx, found.meetingId), retention: pieceLock({ kind: facts.kind, mode: config.mode }) }
	};
}

/** @throws {DomainError} `meetings-equipment-large` */
async function bounded(request: Request): Promise<string> {
	const chunks: Uint8Array[] = [];
	let bytes = 0;
	for await (const chunk of request.body ?? []) {
		bytes += chunk.length;
		if (bytes > MOST_BYTES) throw new DomainError('meetings-equipment-large');
		chunks.push(chunk);
	}
	return Buffer.concat(chunks).toString('utf8');
}

const tell = ({ config }: Knock['house'], room: string, call: Control['call']): Promise<unknown> => control({ servers: config.sfus, privateKeyPem: webPrivateKey(config), room, call });
