/** The endpoints of WHIP and WHEP: what is refused is answered with its status and one sentence, for the log of an encoder. */
import { DomainError } from '#lib/domain-error.ts';
import { failureOf } from '#lib/server/failure.ts';
import { requireId } from '#lib/server/person.ts';
import { portal } from '#lib/server/portal.ts';
import type { RequestEvent } from '@sveltejs/kit';
import { equipmentAnswer } from '@sal/sfu/control';
import * as v from 'valibot';
import { closeLine, CORS, openLine, patchLine, PREFLIGHT, refusals, type Knock } from '../(portal)/meetings/index.server.ts';

type Event = Pick<RequestEvent, 'request' | 'getClientAddress'> & { params: { meeting?: string; session?: string } };

/** The methods of `/whip` or `/whep` with a meeting behind it. */
export const endpoint = (kind: Knock['kind']) => ({
	POST: (event: Event) => answer(() => openLine(knockOf(kind, event))),
	OPTIONS: () => new Response(null, { status: 204, headers: PREFLIGHT })
});

/** The methods of a session. */
export const sessionEndpoint = (kind: Knock['kind']) => ({
	PATCH: (event: Event) => answer(() => patchLine({ ...knockOf(kind, event), session: requireId(event.params.session ?? '') })),
	DELETE: (event: Event) => answer(() => closeLine({ ...knockOf(kind, event), session: requireId(event.params.session ?? '') })),
	OPTIONS: () => new Response(null, { status: 204, headers: PREFLIGHT })
});

const knockOf = (kind: Knock['kind'], { request, params, getClientAddress }: Event): Knock => ({ house: portal(), request, kind, id: requireId(params.meeting ?? ''), address: getClientAddress(), now: new Date() });

async function answer(act: () => Promise<Response>): Promise<Response> {
	try {
		return await act();
	} catch (error) {
		const failure = failureOf(error);
		if (!failure) throw error;
		const refused = error instanceof DomainError ? v.safeParse(equipmentAnswer, error.cause) : undefined;
		const told = refused?.success && !refused.output.ok ? refused.output : undefined;
		const after = told ? refusals[told.why].after : failure.status === 503 ? 5 : undefined;
		const headers = new Headers({ ...CORS, 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-store' });
		if (failure.status === 401) headers.set('www-authenticate', 'Bearer');
		if (after !== undefined) headers.set('retry-after', String(after));
		return new Response(`${[failure.message, told?.detail].filter(Boolean).join(' ')}\n`, { status: failure.status, headers });
	}
}
