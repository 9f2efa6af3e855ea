import { organisation, selfTestResult, setting, type Actor, type Tx } from '@sal/db';
import { desc, eq } from 'drizzle-orm';
import { DomainError } from '#lib/domain-error.ts';
import { audit } from '#lib/server/audit.ts';
import { roleOf } from '#lib/role.ts';

interface Asked {
	tx: Tx;
	actor: Actor;
}

/** @throws {DomainError} `forbidden` for everybody but administrators */
export function requireAdmin(actor: Actor): Extract<Actor, { kind: 'person' }> {
	if (actor.kind !== 'person' || roleOf(actor) !== 'admin') throw new DomainError('forbidden');
	return actor;
}

export interface SelfTest {
	at: Date;
	passed: boolean;
	checks: { check: string; passed: boolean; detail: string }[];
}

/** The newest self-tests of the object store. @throws {DomainError} `forbidden` */
export function readSelfTests({ tx, actor, limit }: Asked & { limit: number }): Promise<SelfTest[]> {
	requireAdmin(actor);
	return tx.select({ at: selfTestResult.at, passed: selfTestResult.passed, checks: selfTestResult.checks }).from(selfTestResult).orderBy(desc(selfTestResult.at)).limit(limit);
}

/** Settings hold for the whole portal: only an administrator of its topmost organisation changes them. @throws {DomainError} `forbidden` */
export async function mayChangeSettings({ tx, actor }: Asked): Promise<boolean> {
	const admin = requireAdmin(actor);
	const [own] = await tx.select({ parentId: organisation.parentId }).from(organisation).where(eq(organisation.id, admin.organisation));
	return own?.parentId === null;
}

/** Sets one setting and writes down who did. @throws {DomainError} `forbidden` */
export async function changeSetting({ tx, actor, key, value, now }: Asked & { key: string; value: unknown; now: Date }): Promise<void> {
	const admin = requireAdmin(actor);
	if (!(await mayChangeSettings({ tx, actor }))) throw new DomainError('forbidden');
	const row = { value, changedAt: now, changedBy: admin.person };
	await tx.insert(setting).values({ key, ...row }).onConflictDoUpdate({ target: setting.key, set: row });
	await audit(tx, { action: 'setting.changed', object: { kind: 'setting', id: key }, detail: { value } });
}
