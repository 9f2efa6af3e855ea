/** What people are told about sessions; the module's `notifications.ts` hands it on. A letter of its own goes out with each. */
import type { NotificationKind } from '#lib/notification-kind.ts';
import { shortTime } from '#lib/day.ts';
import { m } from '#lib/paraglide/messages.js';

type Sentence = (inputs: { title: string; when: string }, options: { locale: 'cs' | 'en' }) => string;

const kind = (id: string, title: () => string, sentence: Sentence): NotificationKind => ({
	id: `council.${id}`,
	title,
	say: ({ title: of = '', at = '' }, { locale }) => sentence({ title: of, when: at === '' ? '' : shortTime(new Date(at), locale) }, { locale }),
	mail: 'never',
	push: true
});

export const sessionNotifications: NotificationKind[] = [
	kind('invited', m.council_sessions_notice_invited_title, m.council_sessions_notice_invited),
	kind('changed', m.council_sessions_notice_changed_title, m.council_sessions_notice_changed),
	kind('cancelled', m.council_sessions_notice_cancelled_title, m.council_sessions_notice_cancelled)
];
