import { expect, it } from 'vitest';
import { keepAwake } from './wake-lock.ts';

class Sentinel extends EventTarget {
	released = false;
	readonly type = 'screen';
	onrelease = null;
	release = () => {
		this.released = true;
		return Promise.resolve();
	};
}

/** A page that can be hidden, and a screen as browsers lend it: taken back while the page is hidden. */
function browser({ refuses = false } = {}) {
	const granted: Sentinel[] = [];
	const page = Object.assign(new EventTarget(), { visibilityState: 'visible' });
	const request = () => {
		if (refuses) return Promise.reject(new DOMException('battery saver', 'NotAllowedError'));
		const sentinel = new Sentinel();
		granted.push(sentinel);
		return Promise.resolve(sentinel);
	};
	const show = (visibilityState: 'visible' | 'hidden') => {
		page.visibilityState = visibilityState;
		if (visibilityState === 'hidden') for (const sentinel of granted) sentinel.released = true;
		page.dispatchEvent(new Event('visibilitychange'));
	};
	return { page: page as unknown as Document, wakeLock: { request }, show, held: () => granted.filter(({ released }) => !released).length };
}

/** Lets all answers that are under way arrive. */
const settled = () => new Promise((resolve) => setImmediate(resolve));

it('keeps the screen on while the page is seen, and again after it was hidden', async () => {
	const { page, wakeLock, show, held } = browser();
	const end = keepAwake({ page, wakeLock });
	await settled();
	expect(held()).toBe(1);
	show('hidden');
	await settled();
	expect(held()).toBe(0);
	show('visible');
	await settled();
	expect(held()).toBe(1);
	end();
	show('visible');
	await settled();
	expect(held()).toBe(0);
});

it('lets go of a lock that is granted after the end, or twice', async () => {
	const { page, wakeLock, show, held } = browser();
	const end = keepAwake({ page, wakeLock });
	show('visible');
	await settled();
	expect(held()).toBe(1);
	end();
	keepAwake({ page, wakeLock })();
	await settled();
	expect(held()).toBe(0);
});

it('says nothing where the browser refuses or cannot', async () => {
	const { page, wakeLock } = browser({ refuses: true });
	keepAwake({ page, wakeLock })();
	keepAwake({ page, wakeLock: undefined })();
	await settled();
});
