/** On the home page: the newest recordings, and those that go unless somebody confirms that they are kept. */
import type { HomeLoader } from '#lib/home.ts';
import { m } from '#lib/paraglide/messages.js';
import { getLocale } from '#lib/paraglide/runtime.js';
import { leavingSoon } from './keep.server.ts';
import { titleInWords } from './kind-in-words.ts';
import { stateInWords } from './state-in-words.ts';
import { listRecordings } from './store.server.ts';
import { clock, day } from './time.ts';

const SHOWN = 3;

export const home: HomeLoader = async ({ tx, actor, now }) => {
	const { recordings } = await listRecordings(tx, { filter: { q: '' }, actor, now });
	const leaving = await leavingSoon(tx, { now });
	return [
		{
			kind: 'waiting',
			title: m.recordings_title(),
			href: '/recordings',
			order: 10,
			empty: '',
			cards: leaving.slice(0, SHOWN).map(({ id, title, at }) => ({ title, href: `/recordings/${id}`, text: m.recordings_home_leaving({ day: day(at, getLocale()) }) }))
		},
		{
			kind: 'changed',
			title: m.recordings_title(),
			href: '/recordings',
			order: 20,
			empty: m.recordings_empty(),
			cards: recordings.slice(0, SHOWN).map((recording) => ({
				title: titleInWords(recording),
				href: `/recordings/${recording.id}`,
				text: [day(recording.startedAt, getLocale()), recording.organisation, recording.durationMs === null ? '' : clock(recording.durationMs)].filter(Boolean).join(' · '),
				...(recording.state !== 'ready' && { badge: { text: stateInWords(recording).short, tone: recording.state === 'failed' ? ('bad' as const) : ('warn' as const) } })
			}))
		}
	];
};
