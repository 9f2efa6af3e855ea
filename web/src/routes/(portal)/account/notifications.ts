/** What people are told about their own account. */
import type { NotificationKind } from '#lib/notification-kind.ts';
import { m } from '#lib/paraglide/messages.js';

const when = (at: string, locale: 'cs' | 'en'): string => new Intl.DateTimeFormat(locale === 'cs' ? 'cs-CZ' : 'en-GB', { dateStyle: 'medium', timeStyle: 'short', timeZone: 'Europe/Prague' }).format(new Date(at));

export const notifications: NotificationKind[] = [
	{
		id: 'account.new-sign-in',
		title: m.account_notice_sign_in_title,
		say: ({ at = '', device = '', address = '' }, { locale }) => m.account_notice_sign_in({ at: when(at, locale), device: device || m.account_notice_sign_in_unknown({}, { locale }), address }, { locale }),
		// A mail of its own goes out at once.
		mail: 'never',
		push: true
	}
];
