import { selfTestResult, setting, type Actor, type PersonActor, type Tx } from '@sal/db';
import { desc } from 'drizzle-orm';
import { DomainError } from '#lib/domain-error.ts';
import { may } from '#lib/permissions/decide.ts';
import { audit } from '#lib/server/audit.ts';
import { permissions, THE_PORTAL } from './permissions.ts';

interface Asked {
	tx: Tx;
	actor: Actor;
}

/** May the actor do this with the portal as a whole? */
export const mayWithPortal = (actor: Actor, action: keyof typeof permissions.actions): boolean => may({ subject: actor, action: permissions.actions[action], resource: THE_PORTAL, now: new Date() });

/** @throws {DomainError} `forbidden` for everybody who may not */
export function requireForPortal(actor: Actor, action: keyof typeof permissions.actions): PersonActor {
	if (actor.kind !== 'person' || !mayWithPortal(actor, action)) throw new DomainError('forbidden');
	return actor;
}

export interface SelfTest {
	at: Date;
	passed: boolean;
	checks: { check: string; passed: boolean; detail: string }[];
}

/** The newest self-tests of the object store. @throws {DomainError} `forbidden` */
export function readSelfTests({ tx, actor, limit }: Asked & { limit: number }): Promise<SelfTest[]> {
	requireForPortal(actor, 'health');
	return tx.select({ at: selfTestResult.at, passed: selfTestResult.passed, checks: selfTestResult.checks }).from(selfTestResult).orderBy(desc(selfTestResult.at)).limit(limit);
}

/** Sets one setting and writes down who did. @throws {DomainError} `forbidden` */
export async function changeSetting({ tx, actor, key, value, now }: Asked & { key: string; value: unknown; now: Date }): Promise<void> {
	const admin = requireForPortal(actor, 'change-settings');
	const row = { value, changedAt: now, changedBy: admin.person };
	await tx.insert(setting).values({ key, ...row }).onConflictDoUpdate({ target: setting.key, set: row });
	await audit(tx, { action: 'setting.changed', object: { kind: 'setting', id: key }, detail: { value } });
}
