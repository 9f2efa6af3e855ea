import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { archivedFileKey, closeManifestKey, fileFolder, pieceKey, signatureKey, slug } from './keys.ts';

const name = { recording: '4b7f6f94-ab94-49aa-92eb-f0a8f94b3c16', openedAt: Date.UTC(2026, 10, 22, 23, 59), who: 'Zdeněk Dvořák', what: 'camera', file: '3f2a' };

describe('keys', () => {
	it.each([
		['Zdeněk Dvořák', 'zdenek-dvorak'],
		['MUDr. Žofie Šťastná-Řezníčková, Ph.D.', 'mudr-zofie-stastna-reznickova-ph-d'],
		['../../etc/passwd', 'etc-passwd'],
		['東京', 'x'],
		['', 'x']
	])('writes %s as %s', (text, expected) => expect(slug(text)).toBe(expected));

	it('can be read by a person', () => {
		expect(pieceKey({ ...name, number: 12, extension: 'webm' })).toBe('2026/11/22/4b7f6f94-ab94-49aa-92eb-f0a8f94b3c16/zdenek-dvorak-camera-3f2a/000012.webm');
		expect(signatureKey(closeManifestKey(name))).toBe('2026/11/22/4b7f6f94-ab94-49aa-92eb-f0a8f94b3c16/close.json.sig');
	});

	it('turns the folder of the pieces into the archived file', () => {
		expect(archivedFileKey({ firstPieceKey: pieceKey({ ...name, number: 0, extension: 'webm' }), extension: 'webm' })).toBe(`${fileFolder(name)}.webm`);
		expect(() => archivedFileKey({ firstPieceKey: 'piece', extension: 'webm' })).toThrow('not the key');
	});

	it('never leaves its folder and uses only harmless characters, whatever people are called', () => {
		fc.assert(
			fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), fc.nat(999_999), (who, file, number) => {
				const key = pieceKey({ ...name, who, file, number, extension: 'webm' });
				expect(key).toMatch(/^2026\/11\/22\/4b7f6f94-ab94-49aa-92eb-f0a8f94b3c16\/[a-z0-9-]+\/\d{6}\.webm$/);
				expect(key.length).toBeLessThan(300);
			})
		);
	});

	it('sorts pieces in their order', () => {
		fc.assert(
			fc.property(fc.nat(999_999), fc.nat(999_999), (a, b) => {
				const key = (number: number) => pieceKey({ ...name, number, extension: 'webm' });
				expect(Math.sign(key(a).localeCompare(key(b), 'en'))).toBe(Math.sign(a - b));
			})
		);
	});
});
