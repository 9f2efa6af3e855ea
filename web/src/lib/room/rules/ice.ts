/** State of a transport as the browser's RTCPeerConnection tells it. */
export type TransportState = 'new' | 'connecting' | 'connected' | 'disconnected' | 'failed' | 'closed';

/** @property since when the state began @property restarts how many ICE restarts since it was last connected @property restartedAt the last of them */
export type IceWatch = { state: TransportState; since: number; restarts: number; restartedAt: number | null };

/** A browser says `disconnected` at the first missing answers; most of these heal by themselves. */
export const PATIENCE = 2_500;
/** How long one ICE restart may take before the next. */
const RESTART_TIME = 5_000;
/** A first connection slower than this is tried over other candidates. */
const CONNECT_TIME = 8_000;
/** After so many fruitless restarts the transports are made anew. */
const MOST_RESTARTS = 3;

export function watchIce(previous: IceWatch | null, state: TransportState, now: number): IceWatch {
	if (state === 'connected' || !previous) return { state, since: now, restarts: 0, restartedAt: null };
	return previous.state === state ? previous : { ...previous, state, since: now };
}

export const restarted = (watch: IceWatch, now: number): IceWatch => ({ ...watch, restarts: watch.restarts + 1, restartedAt: now });

/** What a troubled transport needs now. `now` in ms. */
export function iceRemedy({ state, since, restarts, restartedAt }: IceWatch, now: number): 'none' | 'restart' | 'rebuild' {
	if (state === 'new' || state === 'connected' || state === 'closed') return 'none';
	if (restartedAt !== null && now - restartedAt < RESTART_TIME) return 'none';
	if (restarts >= MOST_RESTARTS) return 'rebuild';
	if (restartedAt !== null || state === 'failed') return 'restart';
	return now - since >= (state === 'connecting' ? CONNECT_TIME : PATIENCE) ? 'restart' : 'none';
}
