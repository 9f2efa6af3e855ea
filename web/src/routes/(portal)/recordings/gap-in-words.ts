import { m } from '#lib/paraglide/messages.js';

const words: Record<string, () => string> = {
	'packets-lost': m.recordings_gap_packets_lost,
	'sfu-restart': m.recordings_gap_sfu_restart,
	'sfu-gone': m.recordings_gap_sfu_gone,
	'recorder-behind': m.recordings_gap_recorder_behind,
	'picture-too-large': m.recordings_gap_picture_too_large
};

/** Why a part is missing, as the recorder wrote it into the manifest, or the preparation added; a reason that this version does not know is shown as it stands. */
export function gapInWords(reason: string): string {
	return words[reason]?.() ?? reason;
}
