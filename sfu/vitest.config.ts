import { configDefaults, defineConfig } from 'vitest/config';

/** Encodes in real time, and needs the machine for itself. */
const alone = 'test/stream.test.ts';

export default defineConfig({
	test: {
		testTimeout: 90_000,
		hookTimeout: 120_000,
		// Most of these wait for media to flow, and leave two cores idle one by one.
		maxWorkers: 2,
		projects: [
			{ extends: true, test: { name: 'sfu', include: ['src/**/*.test.ts', 'test/**/*.test.ts'], exclude: [...configDefaults.exclude, alone], sequence: { groupOrder: 0 } } },
			{ extends: true, test: { name: 'stream', include: [alone], sequence: { groupOrder: 1 } } }
		]
	}
});
