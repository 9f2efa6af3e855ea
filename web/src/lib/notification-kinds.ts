import { byId, type NotificationKind } from './notification-kind.ts';

const found = import.meta.glob<NotificationKind[]>('../routes/\\(portal\\)/*/notifications.ts', { eager: true, import: 'notifications' });
/** What every module tells people about, module by module. The jobs find the same files by themselves (`src/jobs/collect.ts`). */
export const notificationKinds: readonly NotificationKind[] = Object.values(found).flat();
/** By id; a kind that this version does not know any more is not there. */
export const kindsById = byId(notificationKinds);
