/** Runs in a page of the portal, bundled by crowd.ts: people who only send, so that one page can be two dozen of them. */
import { Device, type types } from 'mediasoup-client';
import { io } from 'socket.io-client';

export interface Ticket {
	sfu: string;
	token: string;
}

interface Entered {
	place: 'lobby' | 'room';
	media: { routerRtpCapabilities: types.RtpCapabilities; send: types.TransportOptions } | null;
}
type Answer = { ok: true; data: unknown } | { ok: false; code: string };

const PATIENCE_MS = 60_000;

/** What everyone of a crowd sends: a picture of this width (16:9), so many times a second, and whether they take turns in speaking. */
export interface Sending {
	width: number;
	perSecond: number;
	speaking: boolean;
}

interface Publishing {
	ticket: Ticket;
	/** Degrees; tells the pictures apart. */
	hue: number;
	sending: Sending;
	/** Which one of how many speakers. */
	turn: number;
	turns: number;
}

/** Enters with the ticket, waits in the lobby if told to, and sends until the page closes. */
async function publish({ ticket, hue, sending, turn, turns }: Publishing): Promise<void> {
	const socket = io({ path: `${ticket.sfu}/socket.io`, transports: ['websocket'], auth: { token: ticket.token }, reconnection: false, forceNew: true });
	const call = async <T>(event: string, input: object): Promise<T> => {
		const answer = (await socket.timeout(PATIENCE_MS).emitWithAck(event, input)) as Answer;
		if (!answer.ok) throw new Error(`${event} was refused: ${answer.code}`);
		return answer.data as T;
	};
	const admitted = new Promise<void>((resolve) => socket.once('admitted', () => resolve()));
	await new Promise<void>((resolve, reject) => {
		socket.once('connect', resolve);
		socket.once('connect_error', reject);
	});
	let entered = await call<Entered>('enter', {});
	if (entered.place === 'lobby') {
		await admitted;
		entered = await call<Entered>('enter', {});
	}
	await call('consent', { given: true });
	if (!entered.media) throw new Error('no media in the snapshot');
	const device = await Device.factory();
	await device.load({ routerRtpCapabilities: entered.media.routerRtpCapabilities });
	const transport = device.createSendTransport(entered.media.send);
	let greeting: types.DtlsParameters | undefined;
	transport.on('connect', ({ dtlsParameters }, done) => {
		greeting = dtlsParameters;
		done();
	});
	transport.on('produce', ({ kind, rtpParameters, appData }, done, fail) => {
		call<{ producer: string }>('produce', { source: appData.source, kind, rtpParameters, paused: false, dtlsParameters: greeting }).then(({ producer }) => done({ id: producer }), fail);
		greeting = undefined;
	});
	await transport.produce({ track: portrait(hue, sending), encodings: [{ maxBitrate: sending.width > 320 ? 500_000 : 150_000 }], appData: { source: 'camera' } });
	if (sending.speaking) await transport.produce({ track: voice(turn, turns), encodings: [{ maxBitrate: 40_000 }], codecOptions: { opusDtx: true }, appData: { source: 'microphone' } });
}

/** How long (ms) each one speaks at a time. */
const TURN_MS = 1_500;

/** A tone that sounds while it is this one's turn. */
function voice(turn: number, turns: number): MediaStreamTrack {
	const context = new AudioContext();
	const exit = new MediaStreamAudioDestinationNode(context);
	const mouth = new GainNode(context, { gain: 0 });
	const tone = new OscillatorNode(context, { frequency: 220 + 20 * turn });
	tone.connect(mouth).connect(exit);
	tone.start();
	setInterval(() => (mouth.gain.value = Math.floor(Date.now() / TURN_MS) % turns === turn ? 0.4 : 0), 100);
	const [track] = exit.stream.getAudioTracks();
	if (!track) throw new Error('an audio context without sound');
	return track;
}

/** Somebody at a desk, swaying a little: enough to be a moving picture, and cheap to encode. */
function portrait(hue: number, { width, perSecond }: Sending): MediaStreamTrack {
	const canvas = Object.assign(document.createElement('canvas'), { width, height: (width * 9) / 16 });
	const brush = canvas.getContext('2d');
	if (!brush) throw new Error('no 2d canvas');
	brush.scale(width / 320, width / 320);
	const disc = (x: number, y: number, radius: number, colour: string) => {
		brush.fillStyle = colour;
		brush.beginPath();
		brush.arc(x, y, radius, 0, 2 * Math.PI);
		brush.fill();
	};
	const draw = () => {
		const sway = 3 * Math.sin(Date.now() / 700 + hue);
		brush.fillStyle = `oklch(0.86 0.05 ${hue})`;
		brush.fillRect(0, 0, 320, 180);
		disc(160 + sway, 190, 66, `oklch(0.42 0.09 ${hue + 40})`);
		disc(160 + sway, 84, 38, 'oklch(0.35 0.04 50)');
		disc(160 + sway, 92, 34, 'oklch(0.84 0.06 60)');
	};
	draw();
	setInterval(draw, 1_000 / perSecond);
	const [track] = canvas.captureStream(perSecond).getVideoTracks();
	if (!track) throw new Error('a canvas without a picture');
	return track;
}

declare global {
	interface Window {
		salPublish?: typeof publish;
	}
}
window.salPublish = publish;
