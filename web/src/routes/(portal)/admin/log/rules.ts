import { may } from '#lib/permissions/decide.ts';
import { requirePermission } from '#lib/permissions/require.ts';
import type { Subject } from '#lib/permissions/types.ts';
import { permissions, THE_PORTAL } from '../permissions.ts';

/** May this actor open the log at all? Which entries they find the database decides. */
export const mayReadLog = (subject: Subject, now: Date): boolean => may({ subject, action: permissions.actions.log, resource: THE_PORTAL, now });

/** Does the actor read all of it, so that they may have all of it checked? */
export const readsWholeLog = (subject: Subject, now: Date): boolean => may({ subject, action: permissions.actions['check-log'], resource: THE_PORTAL, now });

/** @throws {DomainError} `forbidden` */
export const requireLogReader = (subject: Subject, now: Date): void => requirePermission({ subject, action: permissions.actions.log, resource: THE_PORTAL, now });
