/** On the home page: what waits for whoever runs the portal, or a part of it. Each leads to its page, and nothing is shown that one may not open. */
import { directoryImport, type PersonActor, type Tx } from '@sal/db';
import { and, desc, eq, gt, inArray } from 'drizzle-orm';
import type { HomeCard, HomeLoader } from '#lib/home.ts';
import { m } from '#lib/paraglide/messages.js';
import { openQuarantine } from '../meetings/index.server.ts';
import { AHEAD_DAYS, expiringRoles } from './expiring.server.ts';
import { LOW_DISK, spoolDisk } from './health/health.server.ts';
import { readQueue } from './health/queue.server.ts';
import { readOutbox } from './mail/store.server.ts';
import { mayWithPortal, readSelfTests } from './store.server.ts';

/** An import that failed longer ago has been seen, or nobody misses it. */
const IMPORT_DAYS = 7;

interface Asked {
	tx: Tx;
	actor: PersonActor;
	now: Date;
}
const card = (href: string, title: string, text: string): HomeCard => ({ href, title, text });

async function ofHealth({ tx, actor }: Asked): Promise<HomeCard[]> {
	if (!mayWithPortal(actor, 'health')) return [];
	const cards: HomeCard[] = [];
	const [newest] = await readSelfTests({ tx, actor, limit: 1 });
	if (newest && !newest.passed) cards.push(card('/admin/health', m.admin_home_self_test(), m.admin_home_self_test_text()));
	const kept = mayWithPortal(actor, 'settle-callback') ? (await openQuarantine(tx)).length : 0;
	if (kept > 0) cards.push(card('/admin/health#quarantine', m.admin_home_quarantine({ count: kept }), m.admin_home_quarantine_text()));
	const failed = mayWithPortal(actor, 'retry-job') ? (await readQueue(tx, actor)).filter(({ state }) => state === 'failed').length : 0;
	if (failed > 0) cards.push(card('/admin/health#queue', m.admin_home_jobs({ count: failed }), m.admin_home_jobs_text()));
	const disk = await spoolDisk(process.env.SAL_DATA);
	if (disk && disk.free < LOW_DISK) cards.push(card('/admin/health#servers', m.admin_home_disk(), m.admin_home_disk_text()));
	return cards;
}

async function ofMail({ tx, actor }: Asked): Promise<HomeCard[]> {
	const failed = mayWithPortal(actor, 'change-settings') ? (await readOutbox({ tx, actor })).failed : 0;
	return failed === 0 ? [] : [card('/admin/mail', m.admin_home_mail({ count: failed }), m.admin_home_mail_text())];
}

async function ofRoles(asked: Asked): Promise<HomeCard[]> {
	const ending = mayWithPortal(asked.actor, 'roles') ? await expiringRoles(asked) : [];
	const [next] = ending;
	return next ? [card('/admin/roles#expiring', m.admin_home_roles({ count: ending.length, days: AHEAD_DAYS }), m.admin_home_roles_text({ person: next.person, organisation: next.organisation }))] : [];
}

/** Their own only: others' are no work of theirs. */
async function ofImports({ tx, actor, now }: Asked): Promise<HomeCard[]> {
	const since = new Date(now.getTime() - IMPORT_DAYS * 86_400_000);
	const rows = await tx
		.select({ id: directoryImport.id, file: directoryImport.fileName })
		.from(directoryImport)
		.where(and(eq(directoryImport.uploadedBy, actor.person), inArray(directoryImport.state, ['failed', 'refused', 'unreadable']), gt(directoryImport.createdAt, since)))
		.orderBy(desc(directoryImport.createdAt))
		.limit(3);
	return rows.map(({ id, file }) => card(`/admin/imports/${id}`, m.admin_home_import({ file }), m.admin_home_import_text()));
}

export const home: HomeLoader = async ({ tx, actor, now }) => {
	const asked = { tx, actor, now };
	const cards: HomeCard[] = [];
	for (const ask of [ofHealth, ofMail, ofRoles, ofImports]) cards.push(...(await ask(asked)));
	return [{ kind: 'waiting', title: m.admin_title(), href: '/admin', order: 5, empty: '', cards }];
};
