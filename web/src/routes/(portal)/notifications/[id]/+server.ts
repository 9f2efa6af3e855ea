import { redirect } from '@sveltejs/kit';
import * as v from 'valibot';
import { DomainError } from '#lib/domain-error.ts';
import { personOf } from '../person.server.ts';
import { noticeId } from '../schema.ts';
import { openNotice } from '../store.server.ts';
import type { RequestHandler } from './$types';

/** Leads to the thing, and notes that the notice was read: also for a notice that was opened from a mail or a locked screen. */
export const GET: RequestHandler = async ({ locals, params }) => {
	const id = v.safeParse(noticeId, params.id);
	const person = personOf(locals.actor);
	const href = id.success ? await locals.tx((tx) => openNotice(tx, { person, id: id.output, now: new Date() })) : null;
	if (href === null) throw new DomainError('not-found');
	redirect(303, href);
};
