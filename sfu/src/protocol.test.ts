import fc from 'fast-check';
import * as v from 'valibot';
import { describe, expect, test } from 'vitest';
import { authSchema, clientEvents, serverEvents } from './protocol.ts';
import { callbackSchema, controlSchema } from './control.ts';
import { admissionSchema } from './token.ts';

const schemas = { auth: authSchema, admission: admissionSchema, control: controlSchema, callback: callbackSchema, ...Object.fromEntries(Object.entries(clientEvents).map(([event, { input }]) => [event, input])), ...Object.fromEntries(Object.entries(serverEvents)) } as Record<string, v.GenericSchema>;

/** What socket.io can deliver: JSON, and Buffers. */
const anything = fc.oneof(fc.jsonValue(), fc.anything({ withBigInt: false, withTypedArray: true, withNullPrototype: true }));

describe.each(Object.keys(schemas))('%s', (name) => {
	const schema = schemas[name];
	if (!schema) throw new Error(name);

	test('never throws, whatever comes', () => {
		fc.assert(fc.property(anything, (input) => { v.safeParse(schema, input); }));
	});

	test('what it lets through, it lets through again unchanged', () => {
		fc.assert(
			fc.property(fc.jsonValue(), (input) => {
				const once = v.safeParse(schema, input);
				if (!once.success) return;
				const again = v.safeParse(schema, once.output);
				expect(again.success && again.output).toEqual(once.output);
			})
		);
	});
});

describe('inputs that fit nearly', () => {
	const uuid = fc.uuid();
	test('a participant is a UUID and nothing else', () => {
		fc.assert(fc.property(uuid, (participant) => { expect(v.is(clientEvents.remove.input, { participant })).toBe(true); }));
		fc.assert(fc.property(fc.string().filter((text) => !/^[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}$/i.test(text)), (participant) => { expect(v.is(clientEvents.remove.input, { participant })).toBe(false); }));
	});
	test('chat is trimmed, never empty, and at most 4,000 characters', () => {
		fc.assert(
			fc.property(fc.string({ maxLength: 5_000 }), (text) => {
				const written = [...text].filter((letter) => letter === '\n' || letter === '\t' || !/\p{Cc}/u.test(letter)).join('').trim();
				expect(v.is(clientEvents.chat.input, { text })).toBe(written.length > 0 && written.length <= 4_000);
			})
		);
	});
	test('chat keeps its lines and loses what no keyboard types and no database takes', () => {
		expect(v.parse(clientEvents.chat.input, { text: '\0jedna\n\tdvě\u001b[2J\u0085' })).toEqual({ text: 'jedna\n\tdvě[2J' });
		expect(v.is(clientEvents.chat.input, { text: ' \0 ' })).toBe(false);
	});
	test('fields nobody asked for are dropped', () => {
		expect(v.parse(clientEvents.hand.input, { raised: true, host: true, participant: 'someone else' })).toEqual({ raised: true });
	});
	test('tiles have whole sizes of a screen, and there are at most a hundred', () => {
		const tile = { producer: 'p', width: 640, height: 360 };
		const fits = (tiles: unknown) => v.is(clientEvents.view.input, { tiles });
		expect(fits([tile])).toBe(true);
		expect(fits(Array.from({ length: 101 }, () => tile))).toBe(false);
		for (const width of [0, -1, 1.5, Number.NaN, Infinity, 20_000, '640']) expect(fits([{ ...tile, width }])).toBe(false);
	});
	test('media parameters have an end', () => {
		expect(v.is(clientEvents.receive.input, { rtpCapabilities: { codecs: ['x'.repeat(40_000)] } })).toBe(false);
	});
});
