import { m } from '#lib/paraglide/messages.js';
import { DomainError } from '#lib/domain-error.ts';
import { refusal } from '#lib/server/failure.ts';
import { readForm } from '#lib/server/form.ts';
import { portal } from '#lib/server/portal.ts';
import type { PersonActor } from '@sal/db';
import { fail, type RequestEvent } from '@sveltejs/kit';
import type * as v from 'valibot';
import { openQuarantine, resendQuarantined, settleQuarantined } from '../../meetings/index.server.ts';
import { objectStore } from '#lib/server/object-store.ts';
import { mayWithPortal, readSelfTests, requireForPortal } from '../store.server.ts';
import type { Actions, PageServerLoad } from './$types';
import { LOW_DISK, mediaServerHealth, recorderHealth, spoolDisk, spoolWaiting, timed } from './health.server.ts';
import { readQueue, tryAgain } from './queue.server.ts';
import { againForm, settleForm } from './schema.ts';

export const load: PageServerLoad = async ({ locals }) => {
	const { actor } = locals;
	requireForPortal(actor, 'health');
	const stored = await locals.tx(async (tx) => ({
		selfTests: await readSelfTests({ tx, actor, limit: 10 }),
		quarantine: await openQuarantine(tx),
		queue: mayWithPortal(actor, 'retry-job') ? await readQueue(tx, actor) : null,
		maySettle: mayWithPortal(actor, 'settle-callback')
	}));
	const [database, store, mediaServers, recorders, disk, spool] = await Promise.all([
		timed('PostgreSQL', async () => (await portal().db.execute('select 1')).length === 1),
		timed('MinIO', async () => objectStore().client.bucketExists(objectStore().buckets.archive)),
		mediaServerHealth(portal().config.sfus),
		recorderHealth(portal().config.sfus),
		spoolDisk(process.env.SAL_DATA),
		spoolWaiting(process.env.SAL_DATA)
	]);
	return { ...stored, servers: [database, store], mediaServers, recorders, disk: disk && { ...disk, low: disk.free < LOW_DISK }, spool };
};

export const actions: Actions = {
	settle: (event) => attend(event, { section: 'quarantine', needs: 'settle-callback', schema: settleForm, done: m.admin_quarantine_settled, act: ({ actor, id, now }) => event.locals.tx((tx) => settleQuarantined(tx, { actor, id, now })) }),
	resend: (event) => attend(event, { section: 'quarantine', needs: 'settle-callback', schema: settleForm, done: m.admin_quarantine_resent, act: (order) => resendQuarantined(portal().db, order) }),
	again: (event) => attend(event, { section: 'queue', needs: 'retry-job', schema: againForm, done: m.admin_job_again_done, act: ({ actor, id }) => event.locals.tx((tx) => tryAgain(tx, { actor, id })) })
};

interface Attended<Id> {
	section: 'quarantine' | 'queue';
	needs: 'settle-callback' | 'retry-job';
	schema: v.GenericSchema<unknown, { id: Id }>;
	done: () => string;
	act: (order: { actor: PersonActor; id: Id; now: Date }) => Promise<void>;
}

/** One thing of a list is dealt with; the answer stands above that list. */
async function attend<Id>({ locals, request }: RequestEvent, { section, needs, schema, done, act }: Attended<Id>) {
	try {
		const actor = requireForPortal(locals.actor, needs);
		const form = readForm({ schema, form: await request.formData() });
		if (!form.ok) throw new DomainError('bad-input');
		await act({ actor, id: form.data.id, now: new Date() });
	} catch (error) {
		const { status, message } = refusal(error);
		return fail(status, { section, message, saved: false });
	}
	return { section, message: done(), saved: true };
}
