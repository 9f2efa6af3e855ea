import { m } from '#lib/paraglide/messages.js';
import type { RecordingState } from './rules.ts';

interface Shown {
	state: RecordingState;
	failedIn: RecordingState | null;
	percent: number | null;
	etaSeconds: number | null;
}

/** The state for the clerk: one or two words for a badge, and a sentence. */
export function stateInWords({ state, failedIn, percent, etaSeconds }: Shown): { short: string; long: string } {
	switch (state) {
		case 'recording':
			return { short: m.recordings_state_recording(), long: m.recordings_state_recording_long() };
		case 'stored':
			return { short: m.recordings_state_stored(), long: m.recordings_state_stored_long() };
		case 'sealed':
			return { short: m.recordings_state_sealed(), long: m.recordings_state_sealed_long() };
		case 'preparing':
			return { short: m.recordings_state_preparing({ percent: percent ?? 0 }), long: etaSeconds === null ? m.recordings_state_preparing_long() : m.recordings_state_preparing_left({ left: left(etaSeconds) }) };
		case 'ready':
			return { short: m.recordings_state_ready(), long: m.recordings_state_ready() };
		case 'failed':
			return failedIn === 'recording' ? { short: m.recordings_state_lost(), long: m.recordings_state_lost_long() } : { short: m.recordings_state_failed(), long: m.recordings_state_failed_long() };
		case 'erasing':
			return { short: m.recordings_state_erasing(), long: m.recordings_state_erasing_long() };
		case 'erased':
			return { short: m.recordings_state_erased(), long: m.recordings_state_erased_long() };
	}
}

function left(seconds: number): string {
	return seconds < 90 ? m.recordings_left_seconds({ count: Math.max(1, seconds) }) : m.recordings_left_minutes({ count: Math.round(seconds / 60) });
}

/** Why it failed; an unknown reason is shown as the media server gave it. */
export function failureInWords(failure: string | null): string {
	if (failure === null) return '';
	const known: Record<string, () => string> = {
		'disk-full': m.recordings_failure_disk_full,
		'archive-unreadable': m.recordings_failure_archive,
		'preparation': m.recordings_failure_preparation,
		'preparation-too-long': m.recordings_failure_too_long,
		'sealing': m.recordings_failure_sealing
	};
	return known[failure]?.() ?? m.recordings_failure_other({ reason: failure });
}
