/** The newest notices that nobody has read yet, on the home page. */
import type { HomeLoader } from '#lib/home.ts';
import { kindsById } from '#lib/notification-kinds.ts';
import { m } from '#lib/paraglide/messages.js';
import { getLocale } from '#lib/paraglide/runtime.js';
import { listNotices } from './store.server.ts';

const SHOWN = 3;

export const home: HomeLoader = async ({ tx, actor }) => {
	const locale = getLocale();
	const time = new Intl.DateTimeFormat(locale === 'cs' ? 'cs-CZ' : 'en-GB', { timeZone: 'Europe/Prague', dateStyle: 'medium', timeStyle: 'short' });
	const { notices } = await listNotices(tx, { person: actor.person, unread: true });
	const cards = notices.slice(0, SHOWN).map(({ id, kind, data, at }) => ({ title: kindsById.get(kind)?.say(data, { locale }) ?? m.notifications_unknown(), href: `/notifications/${id}`, text: time.format(at) }));
	return [{ kind: 'waiting', title: m.notifications_title(), href: '/notifications', order: 20, empty: '', cards }];
};
