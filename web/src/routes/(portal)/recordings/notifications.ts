/** What this module tells people about. */
import type { NotificationKind } from '#lib/notification-kind.ts';
import { m } from '#lib/paraglide/messages.js';
import { day } from './time.ts';

/** A recording of a case conference is about a patient: outside the portal there is nothing of it. */
const discreet: NotificationKind['discreet'] = (_, options) => m.recordings_notice_discreet({}, options);
const ready: NotificationKind['say'] = ({ title = '' }, options) => m.recordings_notice_ready({ title }, options);

export const notifications: NotificationKind[] = [
	{ id: 'recordings.ready', title: m.recordings_notice_ready_title, say: ready, discreet: (data, options) => (data.kind === 'case' ? m.recordings_notice_discreet({}, options) : ready(data, options)), mail: 'daily', push: false },
	{ id: 'recordings.leaving', title: m.recordings_notice_leaving_title, say: ({ title = '', at = '' }, { locale }) => m.recordings_notice_leaving({ title, day: day(new Date(at), locale) }, { locale }), discreet, mail: 'daily', push: false }
];
