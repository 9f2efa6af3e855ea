/** What this module tells people about. */
import type { NotificationKind } from '#lib/notification-kind.ts';
import { m } from '#lib/paraglide/messages.js';

const dayOf = (until: string, locale: 'cs' | 'en'): string => new Intl.DateTimeFormat(locale === 'cs' ? 'cs-CZ' : 'en-GB', { dateStyle: 'long', timeZone: 'Europe/Prague' }).format(new Date(until));

export const notifications: NotificationKind[] = [
	{ id: 'organisations.role-granted', title: m.organisations_notice_role_granted_title, say: ({ organisation = '', by = '' }, options) => m.organisations_notice_role_granted({ organisation, by }, options), mail: 'daily', push: false },
	{ id: 'organisations.role-revoked', title: m.organisations_notice_role_revoked_title, say: ({ organisation = '', by = '' }, options) => m.organisations_notice_role_revoked({ organisation, by }, options), mail: 'daily', push: false },
	{
		id: 'organisations.role-expiring',
		title: m.organisations_notice_role_expiring_title,
		say: ({ organisation = '', until = '', holder }, { locale }) =>
			holder === undefined ? m.organisations_notice_role_expiring({ organisation, day: dayOf(until, locale) }, { locale }) : m.organisations_notice_role_expiring_other({ organisation, holder, day: dayOf(until, locale) }, { locale }),
		mail: 'daily',
		push: false
	},
	{ id: 'organisations.deputy-named', title: m.organisations_notice_deputy_title, say: ({ absent = '' }, options) => m.organisations_notice_deputy({ absent }, options), mail: 'hourly', push: true },
	{ id: 'organisations.erasure-asked', title: m.organisations_notice_erasure_title, say: ({ name = '' }, options) => m.organisations_notice_erasure({ name }, options), mail: 'hourly', push: false },
	{ id: 'organisations.erasure-declined', title: m.organisations_notice_declined_title, say: (_, options) => m.organisations_notice_declined({}, options), mail: 'hourly', push: false }
];
