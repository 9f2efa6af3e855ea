/** One entrance into a room, in the page's own clock (milliseconds). */
export interface Entrance {
	/** From the click on the button until the other person's first picture is on the screen. */
	picture: number;
	/** Calls to the media server (its greeting included) that were answered one after another until that picture's packets had come. */
	roundTrips: number;
}

declare global {
	interface Window {
		salEntrance?: Promise<Entrance>;
	}
}

/**
 * Runs in the page before anything else: watches the button, the media server's socket and the other person's tile.
 * Must not refer to anything outside itself, because it is sent to the browser as text.
 */
export function watchEntrance({ button, name }: { button: string; name: string }): void {
	let clicked = 0;
	document.addEventListener('click', (event) => {
		if (event.target instanceof Element && event.target.closest('button')?.textContent?.trim() === button) clicked = event.timeStamp;
	}, { capture: true });

	// A call is as deep as the answers that were there before it was made, plus one.
	const asked = new Map<string, number>();
	const answers: { at: number; depth: number }[] = [];
	const deepest = (until: number) => Math.max(0, ...answers.filter(({ at }) => at <= until).map(({ depth }) => depth));
	/** socket.io in engine.io: `40` is the greeting, `42<id>[` a call that wants an answer, `43<id>[` the answer. */
	const call = (frame: unknown, code: '42' | '43') => (typeof frame !== 'string' ? undefined : frame.startsWith('40') ? 'greeting' : new RegExp(`^${code}(\\d+)\\[`).exec(frame)?.[1]);
	const Plain = WebSocket;
	window.WebSocket = class extends Plain {
		constructor(url: string | URL, protocols?: string | string[]) {
			super(url, protocols);
			this.addEventListener('message', ({ data }) => {
				const depth = asked.get(call(data, '43') ?? '');
				if (depth !== undefined) answers.push({ at: performance.now(), depth });
			});
		}
		override send(data: Parameters<WebSocket['send']>[0]): void {
			const id = call(data, '42');
			if (id !== undefined) asked.set(id, deepest(performance.now()) + 1);
			super.send(data);
		}
	};

	window.salEntrance = new Promise((resolve) => {
		const watched = new WeakSet<HTMLVideoElement>();
		new MutationObserver(() => {
			const video = document.querySelector<HTMLVideoElement>(`article[data-testid="tile"][aria-label^="${name}"] video`);
			if (!video || watched.has(video)) return;
			watched.add(video);
			video.requestVideoFrameCallback((now, { receiveTime }) => resolve({ picture: now - clicked, roundTrips: deepest(receiveTime ?? now) }));
		}).observe(document, { childList: true, subtree: true });
	});
}
