import { expect, test } from 'vitest';
import { recordsTopLayer } from './layer-policy.ts';

const large = { speakers: ['anna'], pinned: ['petr'], cameras: 10 };
const small = { speakers: [], pinned: [], cameras: 9 };

test.each([
	['nine cameras: everyone in full', 'camera', 'jana', small, true],
	['ten cameras: a listener in the lowest layer', 'camera', 'jana', large, false],
	['ten cameras: the speaker in full', 'camera', 'anna', large, true],
	['ten cameras: a pinned tile in full', 'camera', 'petr', large, true],
	['a screen is always in full', 'screen', 'jana', large, true],
	['sound has no layers', 'microphone', 'jana', large, true]
] as const)('%s', (_name, source, participant, focus, top) => {
	expect(recordsTopLayer({ source, participant, focus: { ...focus, speakers: [...focus.speakers], pinned: [...focus.pinned] } })).toBe(top);
});
