import { describe, expect, it } from 'vitest';
import { bearerOf, iceLinks, isType, matchOf } from './http.ts';

describe('headers of a device', () => {
	it.each([
		['Bearer abc', 'abc'],
		['bearer  a-b_c.d~e+f/g= ', 'a-b_c.d~e+f/g='],
		['Basic abc', null],
		['Bearer', null],
		['Bearer a b', null],
		[`Bearer ${'a'.repeat(300)}`, null],
		[null, null]
	])('the token of %j is %j', (header, token) => expect(bearerOf(header)).toBe(token));
	it.each([
		['"*"', null],
		['*', null],
		['"abc"', '"abc"'],
		[null, undefined]
	])('If-Match %j means %j', (header, tag) => expect(matchOf(header)).toBe(tag));
	it.each([
		['application/sdp', true],
		['Application/SDP; charset=utf-8', true],
		['application/sdpx', false],
		['', false],
		[null, false]
	])('%j is SDP: %s', (header, is) => expect(isType(header, 'application/sdp')).toBe(is));
	it('names the servers of ICE', () => {
		expect(iceLinks([{ urls: ['turn:turn.example.cz:443?transport=tcp'], username: '1:a', credential: 'c=' }])).toEqual(['<turn:turn.example.cz:443?transport=tcp>; rel="ice-server"; username="1:a"; credential="c="; credential-type="password"']);
	});
});
