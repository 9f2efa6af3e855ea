// SvelteKit 3 does not read this file by itself: web/vite.config.ts imports it (`sveltekit(config)`), with the flat options it wants.
import adapter from '@sveltejs/adapter-node';

/** @type {import('@sveltejs/kit/vite').Config} */
export default {
	adapter: adapter(),
	csp: {
		mode: 'auto',
		directives: {
			'default-src': ['self'],
			'script-src': ['self'],
			'style-src': ['self'],
			// Attributes only (Svelte renders `style:` as one, and the framework's own announcer has one): they carry no selectors and fetch nothing that the rules above do not allow.
			'style-src-attr': ['unsafe-inline'],
			'img-src': ['self', 'data:', 'blob:'],
			'media-src': ['self', 'blob:'],
			'connect-src': ['self'],
			'worker-src': ['self', 'blob:'],
			'object-src': ['none'],
			'base-uri': ['self'],
			'form-action': ['self'],
			'frame-ancestors': ['none']
		}
	}
};
