import type { Input } from '@sal/sfu/protocol';

export type Reaction = Input<'react'>['kind'];

/** The reactions in the order in which they are offered, and the sign that floats up. */
export const signs: Record<Reaction, string> = { 'thumbs-up': '👍', clap: '👏', heart: '❤️', laugh: '😄', surprise: '😮' };

export const reactions = Object.keys(signs) as Reaction[];

/** The sign of a kind that the media server has sent; empty for one that this version does not know. */
export function signOf(kind: string): string {
	return Object.hasOwn(signs, kind) ? signs[kind as Reaction] : '';
}
