/**
 * Screens that only hear how the session stands, through the portal's front as theirs do, and ask the portal what their pages ask it: all of them now and then
 * whether they show the truth, members' own what is theirs whenever a vote is opened or closed. They read no more of it than they are asked for: 500 tablets read with 500 processors.
 */
import { randomUUID } from 'node:crypto';
import { admissionOf, callRoom } from '../../council-call.ts';
import { Equipment } from '../../hall.ts';
import { house } from '../../house.ts';

export interface Onlooker {
	/** Resolves with when (`performance.now()`) a message with these words has come. */
	hears(words: string): Promise<number>;
	close(): void;
}

interface Ticket {
	sfu: string;
	token: string;
}
interface Watching {
	session: string;
	/** Of whom the screen belongs to. */
	cookie: string;
	/** One of the council, who has a ballot. */
	member: boolean;
}

/** As the pages have it, in ms: between two questions (of who sits, of who only watches), and over which those after a change are spread. */
const SURE = 15_000;
const SURE_OF_WATCHING = 60_000;
const SPREAD = 1_000;

/** A socket of engine.io 4 and socket.io 5, by hand: `0` open, `40` connect, `2` ping, `42[…]` an event, `43` an answer. */
async function onlooker({ session, cookie, member }: Watching): Promise<Onlooker> {
	const { origin } = house();
	const ask = async (query: string) => {
		const answer = await fetch(`${origin}/council/${session}/live${query}`, { headers: { cookie } });
		await answer.arrayBuffer();
	};
	const answer = await fetch(`${origin}/council/${session}/ticket`, { method: 'POST', headers: { cookie, origin } });
	if (!answer.ok) throw new Error(`no ticket: ${String(answer.status)} ${await answer.text()}`);
	const { sfu, token } = (await answer.json()) as Ticket;
	const socket = new WebSocket(`${origin.replace('http', 'ws')}${sfu}/socket.io/?EIO=4&transport=websocket`);
	let waiting: { words: string; resolve: (at: number) => void } | null = null;
	let version = '0';
	let mine: NodeJS.Timeout | undefined;
	let vote = '';
	const told = (frame: string) => {
		version = /"version":(\d+)/.exec(frame)?.[1] ?? version;
		const [, ...shown] = member ? (/"vote":\{"id":"([^"]+)".*?"state":"(\w+)"/.exec(frame) ?? []) : [];
		if (shown.length === 0 || shown.join() === vote) return;
		vote = shown.join();
		mine ??= setTimeout(() => {
			mine = undefined;
			ask('?mine').catch(() => undefined);
		}, Math.random() * SPREAD);
	};
	await new Promise<void>((resolve, reject) => {
		socket.addEventListener('error', () => reject(new Error('an onlooker was not let in')));
		socket.addEventListener('message', ({ data }) => {
			const frame = String(data);
			if (frame.startsWith('0')) socket.send(`40${JSON.stringify({ token })}`);
			else if (frame.startsWith('40')) socket.send('420["enter",{}]');
			else if (frame.startsWith('44')) reject(new Error(`an onlooker was refused: ${frame}`));
			else if (frame === '2') socket.send('3');
			else {
				if (waiting && frame.includes(waiting.words)) {
					waiting.resolve(performance.now());
					waiting = null;
				}
				told(frame);
				if (frame.startsWith('430')) resolve();
			}
		});
	});
	let asking: NodeJS.Timeout | undefined;
	const pause = member ? SURE : SURE_OF_WATCHING;
	const first = setTimeout(() => (asking = setInterval(() => void ask(`?version=${version}`).catch(() => undefined), pause)), Math.random() * pause);
	return {
		hears: (words) => new Promise((resolve) => (waiting = { words, resolve })),
		close() {
			for (const timer of [first, mine, asking]) clearTimeout(timer);
			socket.close();
		}
	};
}

/** So many onlookers; the screens of these people (cookies), one each, and then others of theirs. */
export async function onlookers(session: string, cookies: string[], count: number): Promise<Onlooker[]> {
	const all: Onlooker[] = [];
	for (let index = 0; index < count; index += 1) all.push(await onlooker({ session, cookie: cookies[index % cookies.length] ?? '', member: index < cookies.length }));
	return all;
}

/** A screen that is sent picture and sound, and decodes nothing: its processor is its own. */
export async function viewer(room: string): Promise<Equipment> {
	const screen = new Equipment(['play']);
	const { offer } = await screen.hear('an offer', (told) => told.offer !== undefined);
	const answer = (await callRoom(room, { type: 'offer', way: 'receive', admission: admissionOf({ id: randomUUID(), name: 'Obrazovka', room, seat: 'viewer' }), sdp: offer })) as { ok: boolean; sdp?: string };
	if (!answer.ok || answer.sdp === undefined) throw new Error(`a screen was refused: ${JSON.stringify(answer)}`);
	screen.answer(answer.sdp);
	await screen.hear('pictures', ({ video }) => (video?.frames ?? 0) > 0, 60_000);
	return screen;
}
