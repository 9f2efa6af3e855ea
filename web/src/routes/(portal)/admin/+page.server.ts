import { m } from '#lib/paraglide/messages.js';
import { DomainError } from '#lib/domain-error.ts';
import { refusal } from '#lib/server/failure.ts';
import { readForm } from '#lib/server/form.ts';
import { portal } from '#lib/server/portal.ts';
import { fail, type RequestEvent } from '@sveltejs/kit';
import type * as v from 'valibot';
import { openQuarantine, readRetention, RETENTION_KEY, settleQuarantined } from '../meetings/index.server.ts';
import { KEEPING_KEY, objectStore, readKeepingTimes, TIME_LIMITS } from '../recordings/index.server.ts';
import type { Actions, PageServerLoad } from './$types';
import { mediaServerHealth, spoolDisk, timed } from './health.server.ts';
import { keepingForm, retentionForm, settleForm } from './schema.ts';
import { changeSetting, mayChangeSettings, readSelfTests, requireAdmin } from './store.server.ts';

export const load: PageServerLoad = async ({ locals }) => {
	const { actor } = locals;
	requireAdmin(actor);
	const stored = await locals.tx(async (tx) => ({
		selfTests: await readSelfTests({ tx, actor, limit: 10 }),
		retention: await readRetention(tx),
		quarantine: await openQuarantine(tx),
		keeping: await readKeepingTimes(tx),
		mayChange: await mayChangeSettings({ tx, actor })
	}));
	const [database, store, mediaServers, disk] = await Promise.all([
		timed('PostgreSQL', async () => (await portal().db.execute('select 1')).length === 1),
		timed('MinIO', async () => objectStore().client.bucketExists(objectStore().buckets.archive)),
		mediaServerHealth(portal().config.sfus),
		spoolDisk(process.env.SAL_DATA)
	]);
	return { ...stored, keepingLimits: TIME_LIMITS, servers: [database, store], mediaServers, disk };
};

export const actions: Actions = {
	settle: async ({ locals, request }) => {
		const admin = requireAdmin(locals.actor);
		const form = readForm({ schema: settleForm, form: await request.formData() });
		try {
			if (!form.ok) throw new DomainError('not-found');
			await locals.tx((tx) => settleQuarantined(tx, { actor: admin, id: form.data.id, now: new Date() }));
		} catch (error) {
			const { status, message } = refusal(error);
			return fail(status, { settle: message });
		}
		return { settle: undefined };
	},
	retention: (event) => save(event, { key: RETENTION_KEY, schema: retentionForm, section: 'retention', saved: m.admin_saved }),
	keeping: (event) => save(event, { key: KEEPING_KEY, schema: keepingForm(TIME_LIMITS), section: 'keeping', saved: m.admin_keeping_saved })
};

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
