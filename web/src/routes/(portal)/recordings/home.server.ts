/** The newest recordings on the home page. */
import type { HomeLoader } from '#lib/home.ts';
import { m } from '#lib/paraglide/messages.js';
import { getLocale } from '#lib/paraglide/runtime.js';
import { titleInWords } from './kind-in-words.ts';
import { stateInWords } from './state-in-words.ts';
import { listRecordings } from './store.server.ts';
import { clock, day } from './time.ts';

const SHOWN = 3;

export const home: HomeLoader = async ({ tx, actor, now }) => {
	const { recordings } = await listRecordings(tx, { filter: { q: '' }, actor, now });
	return {
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
	};
};
