import { expect, test } from 'vitest';
import type { RoomTrack } from '../streaming/scene.ts';
import { wallChoice, type WallView } from './wall-choice.ts';

const track = (participant: string, source: RoomTrack['source'], change: Partial<RoomTrack> = {}): RoomTrack => ({ producer: `${participant}-${source}`, participant, source, paused: false, program: false, host: false, ...change });
const tracks = [track('chair', 'camera', { host: true }), track('chair', 'microphone', { host: true }), track('member', 'camera'), track('member', 'microphone'), track('hall', 'camera', { program: true }), track('hall', 'microphone', { program: true })];
const programme: WallView['programme'] = { public: false, closed: false, floor: null, interpreter: null, state: null, council: false, title: '', over: false };
const view = (change: Partial<WallView> = {}): WallView => ({ programme, tracks, loud: [], speaker: null, sound: null, now: 0, ...change });

test.each<[string, Partial<WallView>, { picture: string | null; sound: string | null }]>([
	['nobody speaks: the hall', {}, { picture: 'hall-camera', sound: 'hall-microphone' }],
	['a member speaks', { speaker: 'member', loud: ['member'] }, { picture: 'member-camera', sound: 'member-microphone' }],
	['silence keeps the sound', { speaker: 'member', sound: 'member-microphone' }, { picture: 'member-camera', sound: 'member-microphone' }],
	['the floor goes before the louder one', { programme: { ...programme, council: true, floor: 'member' }, speaker: 'chair', loud: ['chair', 'member'] }, { picture: 'member-camera', sound: 'member-microphone' }],
	['the chair speaks into the floor’s silence', { programme: { ...programme, council: true, floor: 'member' }, loud: ['chair'] }, { picture: 'member-camera', sound: 'chair-microphone' }],
	['a screen is large', { tracks: [...tracks, track('member', 'screen')], speaker: 'chair', loud: ['chair'] }, { picture: 'chair-camera', sound: 'chair-microphone' }],
	['a screen and nobody who speaks', { tracks: [...tracks, track('member', 'screen')] }, { picture: 'member-screen', sound: 'hall-microphone' }],
	['a muted one is not heard', { tracks: tracks.map((one) => ({ ...one, paused: one.producer === 'member-microphone' })), loud: ['member', 'chair'], speaker: 'member' }, { picture: 'member-camera', sound: 'chair-microphone' }],
	['a closed part', { programme: { ...programme, council: true, closed: true }, loud: ['member'] }, { picture: null, sound: null }],
	['all is over', { programme: { ...programme, over: true } }, { picture: null, sound: null }],
	['an empty room', { tracks: [] }, { picture: null, sound: null }],
	['a council before its opening', { programme: { ...programme, council: true } }, { picture: 'hall-camera', sound: 'hall-microphone' }]
])('%s', (_, change, expected) => expect(wallChoice(view(change))).toEqual(expected));
