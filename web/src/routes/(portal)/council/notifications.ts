/** What this module tells people about. */
import type { NotificationKind } from '#lib/notification-kind.ts';
import { minutesNotifications } from './minutes/notifications.ts';
import { sessionNotifications } from './sessions/notifications.ts';

export const notifications: NotificationKind[] = [...sessionNotifications, ...minutesNotifications];
