import * as v from 'valibot';
import { DomainError } from '#lib/domain-error.ts';
import { portal } from '#lib/server/portal.ts';
import { isPushService } from '#lib/server/push/services.ts';
import { personOf } from '../person.server.ts';
import { subscriptionBody } from '../schema.ts';
import { subscribe, unsubscribe } from '../store.server.ts';
import type { RequestHandler } from './$types';

/** This browser may be woken, or may not any more. */
export const POST: RequestHandler = async ({ locals, request }) => {
	const person = personOf(locals.actor);
	const parsed = v.safeParse(subscriptionBody, await request.json().catch(() => undefined));
	if (!parsed.success) throw new DomainError('bad-input');
	const wish = parsed.output;
	// The portal will send there by itself: an address that somebody makes up could be a machine of the house.
	if (wish.on && !isPushService(wish.endpoint, portal().config.push?.services ?? [])) throw new DomainError('bad-input');
	await locals.tx((tx) => (wish.on ? subscribe(tx, { ...wish, userAgent: request.headers.get('user-agent') ?? '' }) : unsubscribe(tx, { person, endpoint: wish.endpoint })));
	return new Response(null, { status: 204 });
};
