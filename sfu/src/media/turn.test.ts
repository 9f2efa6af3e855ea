import { expect, test } from 'vitest';
import { turnServers } from './turn.ts';

test('credentials are those that coturn computes from the shared secret', () => {
	// printf '43201:me' | openssl dgst -sha1 -hmac north -binary | base64
	expect(turnServers({ turn: { urls: ['turns:turn.example:443?transport=tcp'], secret: 'north' }, person: 'me', now: 1_000 })).toEqual([
		{ urls: ['turns:turn.example:443?transport=tcp'], username: '43201:me', credential: 'tldWrLCcZ9l0wdsmcOq3eM6xGlg=' }
	]);
});

test('without TURN there is none', () => {
	expect(turnServers({ turn: undefined, person: 'me', now: 0 })).toEqual([]);
});
