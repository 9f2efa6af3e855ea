import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { materialKinds, nameOf } from './materials.rules.ts';

const pdf = 'application/pdf';
describe('the name of a file', () => {
	it.each([
		['Důvodová zpráva.pdf', pdf, 'Důvodová zpráva', 'Důvodová zpráva.pdf'],
		['C:\\fakepath\\Plán.PDF', pdf, 'Plán', 'Plán.pdf'],
		['../../etc/passwd', pdf, 'passwd', 'passwd.pdf'],
		// It is what its content says, not what its name does.
		['rozpočet.xlsx.exe', 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet', 'rozpočet.xlsx.exe', 'rozpočet.xlsx.exe.xlsx'],
		['foto.JPEG', 'image/jpeg', 'foto', 'foto.jpg'],
		// As macOS spells it: letters and their marks apart.
		['pr\u030ci\u0301loha.pdf', pdf, 'příloha', 'příloha.pdf'],
		['smlouva\u202efdp.exe.pdf', pdf, 'smlouvafdp.exe', 'smlouvafdp.exe.pdf'],
		['.pdf', pdf, 'podklad', 'podklad.pdf'],
		['a\u0000b\n c?.pdf', pdf, 'ab c', 'ab c.pdf']
	])('%j', (given, mediaType, title, fileName) => expect(nameOf({ given, mediaType })).toEqual({ title, fileName }));

	it('is one that can be saved anywhere, whatever was given, and stays the same when it is brought again', () => {
		fc.assert(
			fc.property(fc.string({ unit: 'binary', maxLength: 400 }), fc.constantFrom(...Object.keys(materialKinds)), (given, mediaType) => {
				const { title, fileName } = nameOf({ given, mediaType });
				expect(fileName).toMatch(/^[^\\/:*?"<>|\p{Cc}]{1,320}\.[a-z]{3,4}$/u);
				expect(title.trim()).toBe(title);
				expect(title.length).toBeGreaterThan(0);
				expect([...title].length).toBeLessThanOrEqual(150);
				expect(nameOf({ given: fileName, mediaType })).toEqual({ title, fileName });
			})
		);
	});
});
