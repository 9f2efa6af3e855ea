type AwakeOptions = { page?: Document; wakeLock?: Pick<WakeLock, 'request'> | undefined };

/**
 * Keeps the screen of a phone or tablet from going dark until the returned function is called. The browser takes the lock back whenever the page is hidden, so it is asked for
 * again each time the page is seen. A refusal (battery saver, no such API) is nobody's concern: the screen then sleeps as it always does.
 */
export function keepAwake({ page = document, wakeLock = navigator.wakeLock }: AwakeOptions = {}): () => void {
	let lock: WakeLockSentinel | null = null;
	let over = false;

	async function ask() {
		if (page.visibilityState !== 'visible') return;
		const granted = await wakeLock?.request('screen').catch(() => null);
		if (!granted) return;
		// Two answers may cross, and one may come after the end.
		if (over || (lock && !lock.released)) return granted.release();
		lock = granted;
	}

	const seen = () => void ask();
	page.addEventListener('visibilitychange', seen);
	seen();
	return () => {
		over = true;
		page.removeEventListener('visibilitychange', seen);
		void lock?.release();
	};
}
