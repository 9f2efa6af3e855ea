/** What this module tells people about. */
import type { NotificationKind } from '#lib/notification-kind.ts';
import { m } from '#lib/paraglide/messages.js';
import { clock, longDay, type Locale } from './when.ts';

type Data = Record<string, string>;
type Sentence = (inputs: { title: string; when: string; by: string }, options: { locale: Locale }) => string;

function when({ at = '', zone = 'Europe/Prague' }: Data, locale: Locale): string {
	const moment = { at: new Date(at), zone, locale };
	return `${longDay(moment)} ${clock(moment)}`;
}

const say = (sentence: Sentence): NotificationKind['say'] => (data, { locale }) => sentence({ title: data.title ?? '', when: when(data, locale), by: data.by ?? '' }, { locale });

/** That there is a case conference, and on whom, is nothing for a locked screen or a mailbox. */
const aboutCases = (sentence: Sentence): NotificationKind['discreet'] => (data, options) => (data.kind === 'case' ? m.meetings_notice_discreet({}, options) : say(sentence)(data, options));

const kind = (id: string, title: () => string, sentence: Sentence, ways: Pick<NotificationKind, 'mail' | 'push'>): NotificationKind => ({ id: `meetings.${id}`, title, say: say(sentence), discreet: aboutCases(sentence), ...ways });

export const notifications: NotificationKind[] = [
	kind('invited', m.meetings_notice_invited_title, m.meetings_notice_invited, { mail: 'hourly', push: true }),
	kind('changed', m.meetings_notice_changed_title, m.meetings_notice_changed, { mail: 'hourly', push: true }),
	kind('cancelled', m.meetings_notice_cancelled_title, m.meetings_notice_cancelled, { mail: 'hourly', push: true }),
	kind('withdrawn', m.meetings_notice_withdrawn_title, m.meetings_notice_withdrawn, { mail: 'daily', push: false }),
	kind('calling', m.meetings_notice_calling_title, m.meetings_notice_calling, { mail: 'never', push: true }),
	kind('soon', m.meetings_notice_soon_title, m.meetings_notice_soon, { mail: 'never', push: true }),
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
