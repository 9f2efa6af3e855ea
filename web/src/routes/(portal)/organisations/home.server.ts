/** Who waits for an administrator's answer, on the home page. */
import { shortTime } from '#lib/day.ts';
import type { HomeLoader } from '#lib/home.ts';
import { m } from '#lib/paraglide/messages.js';
import { getLocale } from '#lib/paraglide/runtime.js';
import { erasuresToDecide } from './erase.server.ts';

const SHOWN = 4;

export const home: HomeLoader = async ({ tx, actor }) => {
	const people = await erasuresToDecide(tx, actor, { limit: SHOWN });
	if (people.length === 0) return [];
	return [
		{
			kind: 'waiting',
			title: m.organisations_erase_waiting(),
			href: '/organisations/people',
			order: 60,
			empty: '',
			cards: people.map(({ id, name, askedAt }) => ({ title: name, href: `/organisations/people/${id}`, text: m.organisations_erase_asked_at({ at: shortTime(askedAt, getLocale()) }) }))
		}
	];
};
