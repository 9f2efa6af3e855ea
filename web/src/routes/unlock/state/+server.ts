import { json } from '@sveltejs/kit';
import { waysToProve } from '#lib/server/sign-in/prove.ts';
import type { ScreenState } from '#lib/sign-in/screen-schema.ts';
import type { RequestHandler } from './$types';

/** How the session of this browser stands: for the page that watches whether anybody is there. */
async function stateOf({ user, held, seenAt, idleMinutes }: App.Locals): Promise<ScreenState> {
	if (user) return { screen: 'open', person: user.id, left: idleMinutes === null || !seenAt ? null : Math.max(0, seenAt.getTime() + idleMinutes * 60_000 - Date.now()), providers: [] };
	if (held?.demand !== 'locked') return { screen: 'ended', person: held?.id ?? null, left: null, providers: [] };
	return { screen: 'locked', person: held.id, left: null, providers: (await waysToProve(held.id)).providers };
}

export const GET: RequestHandler = async ({ locals }) => json(await stateOf(locals), { headers: { 'cache-control': 'no-store' } });

/** Somebody is there: hooks.server.ts notes the visit, as of everything that is posted. */
export const POST: RequestHandler = async ({ locals }) => json(await stateOf(locals), { headers: { 'cache-control': 'no-store' } });
