import { paraglideVitePlugin } from '@inlang/paraglide-js';
import { sveltekit } from '@sveltejs/kit/vite';
import tailwindcss from '@tailwindcss/vite';
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';
import config from '../svelte.config.js';
import { messageOptions } from './paraglide.ts';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

export default defineConfig(({ command }) => {
	const develops = command === 'serve' && !process.env.VITEST;
	// As a child process, because inlang leaves timers behind that would keep a finished build waiting.
	if (!develops) execFileSync(process.execPath, [here('paraglide.ts')], { stdio: 'inherit' });
	return {
		plugins: [develops && paraglideVitePlugin(messageOptions()), tailwindcss(), sveltekit(config)],
		server: {
			// The one file of another room that the browser needs.
			fs: { allow: [here('../sfu/src/protocol.ts')] },
			proxy: developmentProxy()
		},
		build: { target: 'es2023' },
		// Real servers answer when they can, not within five seconds. Two files at a time: half of what they take is waiting for these.
		test: { testTimeout: 60_000, hookTimeout: 180_000, maxWorkers: 2 }
	};
});

/** In development the front is not there: the first media server and the object store are reached through Vite. */
function developmentProxy() {
	const sfu = /^([^=]+)=(https?:\/\/[^,]+)/.exec(process.env.SAL_SFUS ?? '');
	return {
		...(sfu && { [`/sfu/${sfu[1]}`]: { target: sfu[2], ws: true, rewrite: (path: string) => path.replace(/^\/sfu\/[^/]+/, '') } }),
		...(process.env.S3_ENDPOINT && { '/s3': { target: process.env.S3_ENDPOINT, rewrite: (path: string) => path.slice('/s3'.length) } })
	};
}
