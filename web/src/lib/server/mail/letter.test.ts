import fc from 'fast-check';
import { expect, it } from 'vitest';
import { writeLetter } from './letter.ts';

it('says the same in text and in HTML, with the address to click', () => {
	const { text, html } = writeLetter({ locale: 'cs', heading: 'Pozvánka', paragraphs: ['Dobrý den,', 'zvou vás.'], link: { label: 'Nastavit heslo', href: 'https://sal.test/welcome/abc' }, reason: 'Píše portál kraje.' });
	expect(text).toBe('Pozvánka\n\nDobrý den,\n\nzvou vás.\n\nNastavit heslo:\nhttps://sal.test/welcome/abc\n\n-- \nPíše portál kraje.\n');
	expect(html).toContain('href="https://sal.test/welcome/abc"');
	expect(html).toContain('<html lang="cs">');
});

it('lets nothing of what people have typed become markup', () => {
	fc.assert(
		fc.property(fc.string(), (typed) => {
			const tags = (name: string) => writeLetter({ locale: 'cs', heading: name, paragraphs: [name], link: { label: name, href: name }, reason: name }).html.match(/[<>"]/g)?.length;
			expect(tags(typed)).toBe(tags('nikdo'));
		})
	);
});
