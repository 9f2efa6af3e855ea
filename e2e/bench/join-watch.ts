declare global {
	interface Window {
		/** Milliseconds from the click on the button until the other person's first picture is on the screen, in the page's own clock. */
		salEntrance?: Promise<number>;
	}
}

/**
 * Runs in the page before anything else: watches the button and the other person's tile.
 * Must not refer to anything outside itself, because it is sent to the browser as text.
 */
export function watchEntrance({ button, name }: { button: string; name: string }): void {
	let clicked = 0;
	document.addEventListener('click', (event) => {
		if (event.target instanceof Element && event.target.closest('button')?.textContent?.trim() === button) clicked = event.timeStamp;
	}, { capture: true });

	window.salEntrance = new Promise((resolve) => {
		const watched = new WeakSet<HTMLVideoElement>();
		new MutationObserver(() => {
			const video = document.querySelector<HTMLVideoElement>(`article[data-testid="tile"][aria-label^="${name}"] video`);
			if (!video || watched.has(video)) return;
			watched.add(video);
			video.requestVideoFrameCallback((now) => resolve(now - clicked));
		}).observe(document, { childList: true, subtree: true });
	});
}
