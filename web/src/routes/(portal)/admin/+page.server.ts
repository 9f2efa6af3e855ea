import { m } from '#lib/paraglide/messages.js';
import { DomainError } from '#lib/domain-error.ts';
import { refusal } from '#lib/server/failure.ts';
import { readForm } from '#lib/server/form.ts';
import { portal } from '#lib/server/portal.ts';
import { fail, type RequestEvent } from '@sveltejs/kit';
import type * as v from 'valibot';
import { openQuarantine, readRetention, resendQuarantined, RETENTION_KEY, settleQuarantined } from '../meetings/index.server.ts';
import { KEEPING_KEY, objectStore, readKeepingTimes, TIME_LIMITS } from '../recordings/index.server.ts';
import type { Actions, PageServerLoad } from './$types';
import { mediaServerHealth, recorderHealth, spoolDisk, spoolWaiting, timed } from './health.server.ts';
import { readQueue, tryAgain } from './queue.server.ts';
import { againForm, keepingForm, retentionForm, settleForm } from './schema.ts';
import { changeSetting, mayChangeSettings, readSelfTests, requireAdmin } from './store.server.ts';

export const load: PageServerLoad = async ({ locals }) => {
	const { actor } = locals;
	requireAdmin(actor);
	const stored = await locals.tx(async (tx) => ({
		selfTests: await readSelfTests({ tx, actor, limit: 10 }),
		retention: await readRetention(tx),
		quarantine: await openQuarantine(tx),
		queue: await readQueue(tx, actor),
		keeping: await readKeepingTimes(tx),
		mayChange: await mayChangeSettings({ tx, actor })
	}));
	const [database, store, mediaServers, recorders, disk, spool] = await Promise.all([
		timed('PostgreSQL', async () => (await portal().db.execute('select 1')).length === 1),
		timed('MinIO', async () => objectStore().client.bucketExists(objectStore().buckets.archive)),
		mediaServerHealth(portal().config.sfus),
		recorderHealth(portal().config.sfus),
		spoolDisk(process.env.SAL_DATA),
		spoolWaiting(process.env.SAL_DATA)
	]);
	return { ...stored, keepingLimits: TIME_LIMITS, servers: [database, store], mediaServers, recorders, disk, spool };
};

export const actions: Actions = {
	settle: (event) => attend(event, { section: 'quarantine', schema: settleForm, done: m.admin_quarantine_settled, act: ({ actor, id, now }) => event.locals.tx((tx) => settleQuarantined(tx, { actor, id, now })) }),
	resend: (event) => attend(event, { section: 'quarantine', schema: settleForm, done: m.admin_quarantine_resent, act: (order) => resendQuarantined(portal().db, order) }),
	again: (event) => attend(event, { section: 'queue', schema: againForm, done: m.admin_job_again_done, act: ({ actor, id }) => event.locals.tx((tx) => tryAgain(tx, { actor, id })) }),
	retention: (event) => save(event, { key: RETENTION_KEY, schema: retentionForm, section: 'retention', saved: m.admin_saved }),
	keeping: (event) => save(event, { key: KEEPING_KEY, schema: keepingForm(TIME_LIMITS), section: 'keeping', saved: m.admin_keeping_saved })
};

interface Attended<Id> {
	section: 'quarantine' | 'queue';
	schema: v.GenericSchema<unknown, { id: Id }>;
	done: () => string;
	act: (order: { actor: ReturnType<typeof requireAdmin>; id: Id; now: Date }) => Promise<void>;
}

/** One thing of a list is dealt with; the answer stands above that list. */
async function attend<Id>({ locals, request }: RequestEvent, { section, schema, done, act }: Attended<Id>) {
	const none = { values: undefined, errors: undefined };
	try {
		const actor = requireAdmin(locals.actor);
		const form = readForm({ schema, form: await request.formData() });
		if (!form.ok) throw new DomainError('bad-input');
		await act({ actor, id: form.data.id, now: new Date() });
	} catch (error) {
		const { status, message } = refusal(error);
		return fail(status, { section, ...none, message, saved: false });
	}
	return { section, ...none, message: done(), saved: true };
}

interface Setting {
	key: string;
	schema: v.GenericSchema<unknown, unknown>;
	/** Which form of the page: its answer stands there. */
	section: 'retention' | 'keeping';
	saved: () => string;
}

async function save({ locals, request }: RequestEvent, { key, schema, section, saved }: Setting) {
	const form = readForm({ schema, form: await request.formData() });
	if (!form.ok) return fail(422, { section, values: form.values, errors: form.errors, message: undefined, saved: false });
	try {
		await locals.tx((tx) => changeSetting({ tx, actor: locals.actor, key, value: form.data, now: new Date() }));
	} catch (error) {
		const { status, message } = refusal(error);
		const none: Record<string, string> = {};
		return fail(status, { section, values: none, errors: none, message, saved: false });
	}
	return { section, values: undefined, errors: undefined, message: saved(), saved: true };
}
