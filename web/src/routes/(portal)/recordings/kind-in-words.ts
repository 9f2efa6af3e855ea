import { m } from '#lib/paraglide/messages.js';
import type { RecordingFacts } from './rules.ts';

export function kindInWords(kind: RecordingFacts['kind']): string {
	return { session: m.recordings_kind_session, case: m.recordings_kind_case, call: m.recordings_kind_call }[kind]();
}
