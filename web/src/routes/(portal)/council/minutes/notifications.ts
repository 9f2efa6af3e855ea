/** What people are told about minutes; the module's `notifications.ts` hands it on. */
import type { NotificationKind } from '#lib/notification-kind.ts';
import { shortDay } from '#lib/day.ts';
import { m } from '#lib/paraglide/messages.js';

export const minutesNotifications: NotificationKind[] = [
	{ id: 'council.verifier', title: m.council_minutes_notice_verifier_title, say: ({ title = '' }, options) => m.council_minutes_notice_verifier({ title }, options), mail: 'hourly', push: false },
	{ id: 'council.minutes-version', title: m.council_minutes_notice_version_title, say: ({ title = '', version = '' }, options) => m.council_minutes_notice_version({ title, version }, options), mail: 'hourly', push: false },
	{ id: 'council.minutes-due', title: m.council_minutes_notice_due_title, say: ({ title = '', day = '' }, { locale }) => m.council_minutes_notice_due({ title, day: day === '' ? '' : shortDay(day, locale) }, { locale }), mail: 'daily', push: true },
	{ id: 'council.minutes-signed', title: m.council_minutes_notice_signed_title, say: ({ title = '' }, options) => m.council_minutes_notice_signed({ title }, options), mail: 'daily', push: false },
	{ id: 'council.objection', title: m.council_minutes_notice_objection_title, say: ({ title = '' }, options) => m.council_minutes_notice_objection({ title }, options), mail: 'hourly', push: false },
	{ id: 'council.objection-decided', title: m.council_minutes_notice_decided_title, say: ({ title = '' }, options) => m.council_minutes_notice_decided({ title }, options), mail: 'daily', push: false }
];
