import { m } from '#lib/paraglide/messages.js';
import type { RecordingFacts } from './rules.ts';

export function kindInWords(kind: RecordingFacts['kind']): string {
	return { session: m.recordings_kind_session, case: m.recordings_kind_case, call: m.recordings_kind_call }[kind]();
}

/** The title; of an erased case conference, whose title is gone, its kind and the beginning of its number. */
export function titleInWords({ id, title, kind }: { id: string; title: string; kind: RecordingFacts['kind'] }): string {
	return title || m.recordings_title_gone({ kind: kindInWords(kind), number: id.slice(0, 8) });
}
