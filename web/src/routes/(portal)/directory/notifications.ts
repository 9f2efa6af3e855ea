/** What this module tells people about: long work that they have started has ended. */
import type { NotificationKind } from '#lib/notification-kind.ts';
import { m } from '#lib/paraglide/messages.js';

export const notifications: NotificationKind[] = [
	{ id: 'directory.import-applied', title: m.directory_notice_applied_title, say: ({ file = '' }, options) => m.directory_notice_applied({ file }, options), mail: 'never', push: true },
	{ id: 'directory.import-failed', title: m.directory_notice_failed_title, say: ({ file = '' }, options) => m.directory_notice_failed({ file }, options), mail: 'hourly', push: true }
];
