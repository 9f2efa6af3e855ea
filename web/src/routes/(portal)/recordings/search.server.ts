/** Recordings in the portal's search: by title, people, organisation and chat, as in their own list. */
import { m } from '#lib/paraglide/messages.js';
import { getLocale } from '#lib/paraglide/runtime.js';
import type { SearchProvider } from '#lib/search.ts';
import { titleInWords } from './kind-in-words.ts';
import { listRecordings } from './store.server.ts';
import { day } from './time.ts';

export const search: SearchProvider[] = [
	{
		title: m.recordings_title,
		order: 20,
		all: (q) => `/recordings?q=${encodeURIComponent(q)}`,
		async find({ tx, actor, q, limit, now }) {
			const { recordings } = await listRecordings(tx, { filter: { q }, actor, now });
			return recordings.slice(0, limit).map((recording) => ({ title: titleInWords(recording), href: `/recordings/${recording.id}`, text: `${day(recording.startedAt, getLocale())} · ${recording.organisation}` }));
		}
	}
];
