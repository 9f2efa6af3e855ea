/** What this module tells people about. */
import type { NotificationKind } from '#lib/notification-kind.ts';
import { m } from '#lib/paraglide/messages.js';

export const notifications: NotificationKind[] = [
	{
		id: 'meetings.break-glass',
		title: m.meetings_notice_break_glass,
		say: ({ who = '' }, { locale }) => m.meetings_notice_break_glass_say({ who }, { locale }),
		// A mail of its own goes out at once.
		mail: 'never',
		push: true
	},
	{ id: 'meetings.break-glass-objected', title: m.meetings_notice_objected, say: (_, { locale }) => m.meetings_notice_objected_say({}, { locale }), mail: 'hourly', push: true }
];
