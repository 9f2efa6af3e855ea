/** States and kinds in the words of the page. */
import { m } from '#lib/paraglide/messages.js';
import type { Live, MotionKind, MotionState, SpeechKind } from '../live.ts';
import type { ThresholdName } from './threshold-names.ts';

export const stateWords: Record<Live['state'], () => string> = {
	published: m.council_votes_state_published,
	running: m.council_votes_state_running,
	suspended: m.council_votes_state_suspended,
	ended: m.council_votes_state_ended,
	cancelled: m.council_votes_state_cancelled
};
export const presenceWords: Record<Live['members'][number]['presence'], () => string> = {
	absent: m.council_votes_presence_absent,
	excused: m.council_votes_presence_excused,
	hall: m.council_votes_presence_hall,
	remote: m.council_votes_presence_remote,
	failing: m.council_votes_presence_failing
};
export const speechWords: Record<SpeechKind, () => string> = {
	ordinary: m.council_votes_speech_ordinary,
	faction: m.council_votes_speech_faction,
	factual: m.council_votes_speech_factual,
	reply: m.council_votes_speech_reply,
	guest: m.council_votes_speech_guest
};
export const motionWords: Record<MotionKind, () => string> = {
	main: m.council_votes_motion_main,
	amendment: m.council_votes_motion_amendment,
	procedural: m.council_votes_motion_procedural,
	counter: m.council_votes_motion_counter
};
export const motionStateWords: Record<MotionState, () => string> = {
	moved: m.council_votes_motion_moved,
	withdrawn: m.council_votes_motion_withdrawn,
	adopted: m.council_votes_motion_adopted,
	rejected: m.council_votes_motion_rejected,
	fell: m.council_votes_motion_fell
};
export const thresholdWords: Record<ThresholdName, () => string> = {
	resolution: m.council_votes_threshold_resolution,
	procedural: m.council_votes_threshold_procedural,
	election: m.council_votes_threshold_election,
	special: m.council_votes_threshold_special
};
