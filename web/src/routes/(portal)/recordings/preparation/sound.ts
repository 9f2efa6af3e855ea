/** The filter graph of one slice's sound: everybody mixed, to the sample as long as the picture. */
import { FRAME } from './geometry.ts';

export const SOUND = { rate: 48_000, channels: 2 } as const;
export const SAMPLES_PER_FRAME = SOUND.rate / FRAME.rate;

export interface OpenedSound {
	input: number;
	/** Where the file's own time zero lies, seen from the slice's beginning. */
	startMs: number;
}

/** Ends in the pad `[sound]`. */
export function soundGraph({ opened, frames }: { opened: readonly OpenedSound[]; frames: number }): string {
	const samples = frames * SAMPLES_PER_FRAME;
	const format = `aformat=sample_fmts=fltp:sample_rates=${SOUND.rate}:channel_layouts=stereo`;
	const silence = `anullsrc=r=${SOUND.rate}:cl=stereo,atrim=end_sample=${samples}`;
	if (opened.length === 0) return `${silence}[sound]`;
	const voices = opened.map(({ input, startMs }, index) =>
		[
			`[${input}:a]asetpts=PTS+(${(startMs / 1_000).toFixed(6)})/TB`,
			'atrim=start=0',
			// Holes of a muted microphone or of DTX are silence, not a shorter sound: gaps from 40 ms are filled, drift is resampled away.
			`aresample=${SOUND.rate}:async=1000:min_hard_comp=0.04:first_pts=0`,
			format,
			'apad',
			`atrim=end_sample=${samples}[voice${index}]`
		].join(',')
	);
	const pads = opened.map((_, index) => `[voice${index}]`).join('');
	return [...voices, `${pads}amix=inputs=${opened.length}:normalize=0:duration=longest,alimiter=limit=0.95:level=false,atrim=end_sample=${samples}[sound]`].join(';');
}
