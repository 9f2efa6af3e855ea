/** What WHIP (RFC 9725) and WHEP (draft-ietf-wish-whep) ask of the answers over HTTP. Pure. */
import type { EquipmentAnswer } from '@sal/sfu/control';

export const SDP = 'application/sdp';
export const FRAGMENT = 'application/trickle-ice-sdpfrag';
/** An offer with every codec of a browser has some 10 kB. */
export const MOST_BYTES = 65_536;

/** No cookies are looked at, so a page of any origin may ask, as RFC 9725 §4.5 wants it. */
export const CORS = { 'access-control-allow-origin': '*', 'access-control-expose-headers': 'Location, ETag, Link, Accept-Patch, Retry-After' };
export const PREFLIGHT = { ...CORS, 'access-control-allow-methods': 'OPTIONS, POST, PATCH, DELETE', 'access-control-allow-headers': 'Authorization, Content-Type, If-Match', 'access-control-max-age': '7200', 'accept-post': SDP, 'accept-patch': FRAGMENT };

type Why = Extract<EquipmentAnswer, { ok: false }>['why'];
/** Codes of errors.ts; what the device is to try again later says when, in seconds. */
export const refusals: Record<Why, { code: string; after?: number }> = {
	malformed: { code: 'meetings-equipment-malformed' },
	unacceptable: { code: 'meetings-equipment-unacceptable' },
	busy: { code: 'meetings-equipment-busy', after: 5 },
	waiting: { code: 'meetings-equipment-waiting', after: 5 },
	removed: { code: 'meetings-equipment-revoked' },
	ended: { code: 'meetings-ended' },
	locked: { code: 'meetings-equipment-locked', after: 10 },
	full: { code: 'meetings-equipment-full', after: 30 }
};

/** The token of `Authorization: Bearer …` (RFC 6750 §2.1); null where there is none. */
export function bearerOf(header: string | null): string | null {
	return /^Bearer +([\w.~+/-]{1,256}=*) *$/i.exec(header ?? '')?.[1] ?? null;
}

export const isType = (header: string | null, type: string): boolean => header?.split(';')[0]?.trim().toLowerCase() === type;

/** Which ICE session `If-Match` means: its ETag, null for whichever; undefined when the header is missing. */
export function matchOf(header: string | null): string | null | undefined {
	if (header === null) return undefined;
	return /^(W\/)?"?\*"?$/.test(header.trim()) ? null : header.trim();
}

/** `Link` headers (RFC 9725 §4.6) with the servers that a device may need to reach us. */
export function iceLinks(servers: Extract<EquipmentAnswer, { ok: true }>['iceServers']): string[] {
	return servers.flatMap(({ urls, username, credential }) => urls.map((url) => `<${url}>; rel="ice-server"; username="${username}"; credential="${credential}"; credential-type="password"`));
}
