import { m } from '#lib/paraglide/messages.js';
import type { ChapterKind } from '../preparation/chapters.ts';

/** A chapter's title in the reader's language; the table keeps only whose it is. */
export function chapterLabel({ kind, title }: { kind: ChapterKind; title: string }): string {
	const name = title || m.recordings_somebody();
	switch (kind) {
		case 'start':
			return m.recordings_chapter_start();
		case 'speaker':
			return m.recordings_chapter_speaker({ name });
		case 'screen':
			return m.recordings_chapter_screen({ name });
		case 'hand':
			return m.recordings_chapter_hand({ name });
		case 'pause':
			return m.recordings_chapter_pause();
		case 'gap':
			return m.recordings_chapter_gap();
		case 'item':
			return m.recordings_chapter_item({ title });
		case 'floor':
			return name;
		case 'vote':
			return m.recordings_chapter_vote({ title });
		case 'resolution':
			return m.recordings_chapter_resolution({ number: title });
		case 'break':
			return title ? m.recordings_chapter_break_for({ reason: title }) : m.recordings_chapter_break();
		case 'closed':
			return m.recordings_chapter_closed();
	}
}
