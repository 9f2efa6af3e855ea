import { expect, test } from 'vitest';
import type { Programme, ShownState } from './programme.ts';
import { choose, type RoomTrack, SteadySpeaker } from './scene.ts';

const now = Date.UTC(2026, 10, 23, 14);
const running: ShownState = { state: 'running', closedPart: false, title: '19. zasedání', presiding: { id: 'chair', name: 'Předsedající' }, item: { number: '7', title: 'Rozpočet', closed: false }, floor: null, vote: null };
const session = (changes: Partial<Programme> = {}): Programme => ({ public: true, closed: false, floor: null, interpreter: null, state: running, council: true, title: 'Zasedání', over: false, ...changes });
const track = (participant: string, source: RoomTrack['source'], changes: Partial<RoomTrack> = {}): RoomTrack => ({ producer: `${participant}-${source}`, participant, source, paused: false, program: false, host: false, ...changes });
const hall = track('hall', 'camera', { program: true });
const everybody = [track('chair', 'camera', { host: true }), track('anna', 'camera'), track('petr', 'camera'), track('petr', 'screen'), track('sign', 'camera'), hall, track('anna', 'microphone'), track('petr', 'screenSound')];
const shown = (programme: Programme, tracks: RoomTrack[], speaker: string | null = null) => choose({ programme, tracks, speaker, now, nameOf: (id) => `Jméno ${id}` });

test.each<[string, Partial<Programme>, RoomTrack[], string | null, string | null, string | null]>([
	['the floor, whoever else is loud', { floor: 'anna' }, everybody, 'petr', 'anna-camera', null],
	['the floor with the interpreter beside', { floor: 'anna', interpreter: 'sign' }, everybody, null, 'anna-camera', 'sign-camera'],
	['what the floor shows, and the floor beside', { floor: 'petr' }, everybody, null, 'petr-screen', 'petr-camera'],
	['what the floor shows, and the interpreter beside', { floor: 'petr', interpreter: 'sign' }, everybody, null, 'petr-screen', 'sign-camera'],
	['without a floor whoever speaks', {}, everybody, 'anna', 'anna-camera', null],
	['without a voice the screen', {}, everybody, null, 'petr-screen', null],
	['without a screen the hall', {}, everybody.filter(({ source }) => source !== 'screen'), null, 'hall-camera', null],
	['a floor without a camera is seen in the hall', { floor: 'karel' }, everybody.filter(({ source }) => source !== 'screen'), null, 'hall-camera', null],
	['without a hall who presides', {}, [track('anna', 'camera'), track('chair', 'camera')], null, 'chair-camera', null],
	['nobody who does not speak', {}, [track('anna', 'camera')], null, null, null],
	['the interpreter is never the large picture', { interpreter: 'sign' }, [track('sign', 'camera', { host: true })], 'sign', null, 'sign-camera'],
	['a camera that is off is no picture', { floor: 'anna' }, [track('anna', 'camera', { paused: true })], null, null, null]
])('%s', (_name, changes, tracks, speaker, main, beside) => {
	const choice = shown(session(changes), tracks, speaker);
	expect({ main: choice.main, beside: choice.beside }).toEqual({ main, beside });
});

test('everybody is heard, and who has the floor is named', () => {
	const choice = shown(session({ floor: 'anna', state: { ...running, floor: { id: 'anna', name: 'Anna Řeháková' } } }), everybody);
	expect(choice).toMatchObject({ notice: null, sounds: ['anna-microphone', 'petr-screenSound'], speaker: 'Anna Řeháková', item: { number: '7', title: 'Rozpočet' } });
	expect(shown(session(), everybody, 'petr').speaker).toBe('Jméno petr');
});

test.each<[string, Partial<Programme>, string]>([
	['a closed part', { closed: true, floor: 'anna' }, 'closed'],
	['a closed part that only the state tells', { state: { ...running, closedPart: true } }, 'closed'],
	['a closed part of a meeting without agenda', { closed: true, council: false, state: null }, 'closed'],
	['before the opening', { state: { ...running, state: 'published' } }, 'before'],
	['a break', { state: { ...running, state: 'suspended' } }, 'suspended'],
	['after the end', { state: { ...running, state: 'ended' } }, 'after'],
	['after the end of a meeting without agenda', { over: true, council: false, state: null }, 'after'],
	['a state that cannot be read', { state: null }, 'suspended']
])('nothing goes out: %s', (_name, changes, notice) => {
	const choice = shown(session(changes), everybody, 'anna');
	expect(choice).toEqual({ notice, title: expect.any(String) as string, item: null, speaker: null, vote: null, main: null, beside: null, sounds: [] });
});

test('of a closed item only the number is public', () => {
	expect(shown(session({ state: { ...running, item: { number: '9', title: 'Odměna řediteli', closed: true } } }), []).item).toEqual({ number: '9', title: 'neveřejný bod' });
});

const counts = { for: 33, against: 20, abstained: 10, notVoted: 2 };
test.each<[string, ShownState['vote'], ReturnType<typeof choose>['vote']]>([
	['an open vote has no numbers', { state: 'open', closedAt: null, result: null }, { state: 'open' }],
	['a result', { state: 'closed', closedAt: now - 5_000, result: { passed: true, counts, elected: [] } }, { state: 'closed', counts, passed: true, elected: [] }],
	['an election names the elected only', { state: 'closed', closedAt: now, result: { passed: null, counts, elected: [{ name: 'A', elected: true }, { name: 'B', elected: false }] } }, { state: 'closed', counts, passed: null, elected: ['A'] }],
	['an annulled vote', { state: 'annulled', closedAt: now, result: null }, { state: 'annulled' }],
	['a result of a while ago', { state: 'closed', closedAt: now - 60_000, result: { passed: true, counts, elected: [] } }, null]
])('votes: %s', (_name, vote, expected) => {
	expect(shown(session({ state: { ...running, vote } }), []).vote).toEqual(expected);
});

test('an interjection does not take the picture, a speech does, silence keeps it', () => {
	const steady = new SteadySpeaker();
	expect([steady.follow('anna', 0), steady.follow('petr', 200), steady.follow('anna', 900), steady.follow('petr', 1_000), steady.follow(null, 2_000), steady.follow('petr', 2_100), steady.follow('petr', 3_700), steady.follow(null, 9_000)]).toEqual([
		'anna',
		'anna',
		'anna',
		'anna',
		'anna',
		'anna',
		'petr',
		'petr'
	]);
});
