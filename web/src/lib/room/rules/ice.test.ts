import { describe, expect, it } from 'vitest';
import { iceRemedy, restarted, watchIce } from './ice.ts';

describe('iceRemedy', () => {
	it('leaves a transport alone that heals by itself', () => {
		let watch = watchIce(null, 'connected', 0);
		watch = watchIce(watch, 'disconnected', 1_000);
		expect(iceRemedy(watch, 3_000)).toBe('none');
		expect(iceRemedy(watchIce(watch, 'connected', 3_100), 9_000)).toBe('none');
	});

	it('restarts ICE after two and a half seconds, and at once when it has failed', () => {
		const watch = watchIce(watchIce(null, 'connected', 0), 'disconnected', 1_000);
		expect(iceRemedy(watch, 3_500)).toBe('restart');
		expect(iceRemedy(watchIce(watch, 'failed', 2_000), 2_000)).toBe('restart');
	});

	it('gives a restart five seconds, and makes new transports after three in vain', () => {
		let watch = restarted(watchIce(watchIce(null, 'connected', 0), 'disconnected', 0), 2_500);
		watch = watchIce(watch, 'connecting', 2_600);
		expect(iceRemedy(watch, 7_400)).toBe('none');
		expect(iceRemedy(watch, 7_500)).toBe('restart');
		watch = restarted(restarted(watch, 7_500), 12_500);
		expect(iceRemedy(watch, 17_500)).toBe('rebuild');
	});

	it('lets a first connection take eight seconds', () => {
		const watch = watchIce(watchIce(null, 'new', 0), 'connecting', 0);
		expect(iceRemedy(watch, 7_900)).toBe('none');
		expect(iceRemedy(watch, 8_000)).toBe('restart');
	});
});
