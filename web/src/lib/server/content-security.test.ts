import { expect, it } from 'vitest';
import config from '../../../../svelte.config.js';
import { withStore } from './content-security.ts';

const policy = "default-src 'self'; script-src 'self' 'nonce-x'; img-src 'self' data: blob:; media-src 'self' blob:; connect-src 'self'; frame-ancestors 'none'";

it('lets pictures, films and requests go to the store’s own address, and nothing else', () => {
	expect(withStore(policy, 'https://s3.example.cz')).toBe(
		"default-src 'self'; script-src 'self' 'nonce-x'; img-src 'self' data: blob: https://s3.example.cz; media-src 'self' blob: https://s3.example.cz; connect-src 'self' https://s3.example.cz; frame-ancestors 'none'"
	);
	expect(withStore(policy, undefined)).toBe(policy);
});

it('allows no script or style sheet but our own', () => {
	expect(config.csp?.directives).toMatchObject({ 'default-src': ['self'], 'script-src': ['self'], 'style-src': ['self'], 'object-src': ['none'] });
});
