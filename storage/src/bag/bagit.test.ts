import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { declarationText, isSafe, judgeBag, manifestText, parseDeclaration, parseManifest, parseTags, tagsText, type Bag, type BagAlgorithm, type Found } from './bagit.ts';

const digest = (algorithm: BagAlgorithm, content: string) => createHash(algorithm).update(content).digest('hex');
const file = (path: string, content = path): Found => ({ path, size: Buffer.byteLength(content), digests: { md5: digest('md5', content), sha1: digest('sha1', content), sha256: digest('sha256', content), sha512: digest('sha512', content) } });
const line = (path: string, { algorithm = 'sha512', content = path, written = path }: { algorithm?: BagAlgorithm; content?: string; written?: string } = {}) => `${digest(algorithm, content)}  ${written}\n`;
/** A valid bag of one file. */
const bag = (change: Partial<Bag> = {}): Bag => ({ declaration: declarationText, manifests: new Map([['manifest-sha512.txt', line('data/a.txt')]]), info: null, fetch: null, found: [file('data/a.txt')], payload: true, ...change });
const manifests = (...entries: [string, string][]) => ({ manifests: new Map(entries) });
const found = (change: Partial<Bag>) => judgeBag(bag(change)).map(({ level, kind }) => `${level} ${kind}`);

describe('bags that are valid', () => {
	it.each<[string, Partial<Bag>]>([
		['with one payload manifest', {}],
		['without any payload', { ...manifests(['manifest-sha512.txt', '']), found: [] }],
		['with several manifests, each of all files (§ 2.1.3)', manifests(['manifest-sha512.txt', line('data/a.txt')], ['manifest-sha256.txt', line('data/a.txt', { algorithm: 'sha256' })])],
		['with a tag manifest', { ...manifests(['manifest-sha512.txt', line('data/a.txt')], ['tagmanifest-sha512.txt', line('bagit.txt', { content: declarationText })]), found: [file('data/a.txt'), file('bagit.txt', declarationText)] }],
		['whose tag files are not all listed (§ 2.2.1: that is optional)', { found: [file('data/a.txt'), file('metadata/about.xml')] }],
		['with line ends of other systems', { declaration: declarationText.replaceAll('\n', '\r\n'), ...manifests(['manifest-sha512.txt', line('data/a.txt').replace('\n', '\r')]) }],
		['whose last line has no end', { declaration: declarationText.trimEnd(), ...manifests(['manifest-sha512.txt', line('data/a.txt').trimEnd()]) }],
		['with checksums in capitals', manifests(['manifest-sha512.txt', line('data/a.txt').replace(/^\S+/, (hex) => hex.toUpperCase())])],
		['with an asterisk before the name, as GNU writes', manifests(['manifest-sha512.txt', line('data/a.txt', { written: '*data/a.txt' })])],
		['with spaces, letters of other scripts and a line break in names', {
			...manifests(['manifest-sha512.txt', line('data/zápis č. 1.txt') + line('data/会議.txt') + line('data/a\nb%.txt', { written: 'data/a%0Ab%25.txt' })]),
			found: ['data/zápis č. 1.txt', 'data/会議.txt', 'data/a\nb%.txt'].map((path) => file(path))
		}],
		['with a Payload-Oxum that agrees', { info: 'Source-Organization: Kraj\nPayload-Oxum: 10.1\n' }],
		['with a fetch file that asks for nothing', { fetch: '\n' }]
	])('%s', (_, change) => expect(found(change)).toEqual([]));
});

describe('bags that are invalid', () => {
	it.each<[string, Partial<Bag>, string[]]>([
		['without a declaration', { declaration: null }, ['error no-declaration']],
		['with a declaration of another form', { declaration: 'BagIt-Version: 1.0\n' }, ['error bad-declaration']],
		['with a byte-order mark in the declaration (§ 2.1.1)', { declaration: `\ufeff${declarationText}` }, ['error bad-declaration']],
		['with more than the declaration says', { declaration: `${declarationText}Note: more\n` }, ['error bad-declaration']],
		['of a version that is not known', { declaration: declarationText.replace('1.0', '2.0') }, ['error bad-declaration']],
		['in another encoding', { declaration: declarationText.replace('UTF-8', 'windows-1250') }, ['error encoding']],
		['without a payload manifest', manifests(), ['error no-payload-manifest']],
		['without the directory of the payload', { ...manifests(['manifest-sha512.txt', '']), found: [], payload: false }, ['error no-payload-directory']],
		['where a listed file is missing', { ...manifests(['manifest-sha512.txt', line('data/a.txt') + line('data/b.txt')]) }, ['error missing']],
		['where a file is not listed', { found: [file('data/a.txt'), file('data/b.txt')] }, ['error unlisted']],
		['where a file is listed in one manifest only', { ...manifests(['manifest-sha512.txt', line('data/a.txt')], ['manifest-sha256.txt', '']) }, ['error unlisted']],
		['where a file was changed', { found: [file('data/a.txt', 'changed')] }, ['error changed']],
		['where a tag file was changed', { ...manifests(['manifest-sha512.txt', line('data/a.txt')], ['tagmanifest-sha512.txt', line('bag-info.txt', { content: 'before' })]), found: [file('data/a.txt'), file('bag-info.txt', 'after')] }, ['error changed']],
		['where a file is listed twice', manifests(['manifest-sha512.txt', line('data/a.txt').repeat(2)]), ['error listed-twice']],
		['with a line that is none', manifests(['manifest-sha512.txt', `${line('data/a.txt')}nothing\n`]), ['error bad-line']],
		['with a checksum of another length', manifests(['manifest-sha512.txt', line('data/a.txt') + line('data/b.txt', { algorithm: 'sha256' })]), ['error bad-checksum']],
		['with a path out of the bag', manifests(['manifest-sha512.txt', line('data/a.txt') + line('data/../../etc/passwd')]), ['error unsafe-path']],
		['with a path from the root', manifests(['manifest-sha512.txt', line('data/a.txt') + line('/etc/passwd')]), ['error unsafe-path']],
		['with somebody’s home', manifests(['manifest-sha512.txt', line('data/a.txt') + line('~/data')]), ['error unsafe-path']],
		['with a path of Windows', manifests(['manifest-sha512.txt', line('data/a.txt') + line('data\\..\\x')]), ['error unsafe-path']],
		['with a drive of Windows', manifests(['manifest-sha512.txt', line('data/a.txt') + line('C:/x')]), ['error unsafe-path']],
		['with a tag file in a payload manifest', manifests(['manifest-sha512.txt', line('data/a.txt') + line('bagit.txt')]), ['error misplaced-path']],
		['with payload in a tag manifest', manifests(['manifest-sha512.txt', line('data/a.txt')], ['tagmanifest-sha512.txt', line('data/a.txt')]), ['error misplaced-path']],
		['with a link', { found: [{ ...file('data/a.txt'), other: true }] }, ['error not-a-file']],
		['with a name that leads out', { found: [file('data/a.txt'), file('../x')] }, ['error not-a-file']],
		['with names that differ in case only (§ 5.2.2)', { ...manifests(['manifest-sha512.txt', line('data/a.txt') + line('data/A.txt')]), found: [file('data/a.txt'), file('data/A.txt')] }, ['error ambiguous-name']],
		['with one name spelt in two ways', { ...manifests(['manifest-sha512.txt', line('data/\u00e1') + line('data/a\u0301')]), found: [file('data/\u00e1'), file('data/a\u0301')] }, ['error ambiguous-name']],
		['with files to be fetched from elsewhere', { fetch: 'https://example.org/a 10 data/a.txt\n' }, ['error fetch-missing']],
		['with a Payload-Oxum that does not agree', { info: 'Payload-Oxum: 11.1\n' }, ['error payload-oxum']],
		['with a bag-info.txt that is none', { info: 'no label here\n' }, ['error bad-line']]
	])('%s', (_, change, expected) => expect(found(change)).toEqual(expected));
});

describe('bags that are valid with a word', () => {
	const decomposed = 'data/pr\u030ci\u0301loha.txt';
	it.each<[string, Partial<Bag>, string[]]>([
		['with a checksum that proves nothing today', manifests(['manifest-md5.txt', line('data/a.txt', { algorithm: 'md5' })]), ['warning weak-checksum']],
		['with a manifest that we cannot check, beside one that we can', manifests(['manifest-sha512.txt', line('data/a.txt')], ['manifest-blake2b.txt', 'x  data/a.txt\n']), ['warning unknown-manifest']],
		['of an old version', { declaration: declarationText.replace('1.0', '0.97') }, ['warning old-version']],
		['with ./ before a path', manifests(['manifest-sha512.txt', line('data/a.txt', { written: './data/a.txt' })]), ['warning relative-dot']],
		['with a byte-order mark in a manifest', manifests(['manifest-sha512.txt', `\ufeff${line('data/a.txt')}`]), ['warning byte-order-mark']],
		['whose file came through macOS: letters and their marks apart (§ 5.2.1)', { ...manifests(['manifest-sha512.txt', line('data/příloha.txt', { content: 'x' })]), found: [file(decomposed, 'x')] }, ['warning other-normalization']],
		['with what a system left behind', { ...manifests(['manifest-sha512.txt', line('data/a.txt') + line('data/.DS_Store')]), found: [file('data/a.txt'), file('data/.DS_Store')] }, ['warning system-file']]
	])('%s', (_, change, expected) => expect(found(change)).toEqual(expected));
});

describe('the texts of a bag', () => {
	const name = fc.string({ unit: fc.constantFrom(...'aB0 .%č会\n\r-_'), minLength: 1, maxLength: 12 }).filter((part) => isSafe(part) && part === part.trim() && !part.startsWith('*'));
	it('manifests stay the same through writing and reading', () => {
		fc.assert(
			fc.property(fc.uniqueArray(name), (names) => {
				const listed = names.map((each) => ({ path: `data/${each}`, digest: digest('sha256', each) }));
				const read = parseManifest(manifestText(listed), { file: 'm', algorithm: 'sha256', payload: true });
				expect(read.findings).toEqual([]);
				expect(new Map(read.listed.map(({ path, digest: each }) => [path, each]))).toEqual(new Map(listed.map(({ path, digest: each }) => [path, each])));
			})
		);
	});

	it('tags keep their order and repeat, and go on over lines', () => {
		expect(parseTags('Source-Organization: Kraj\nContact-Name: Jan\nContact-Name: Eva\nDescription: first\n  second\n\tthird\n')).toEqual([
			{ label: 'Source-Organization', value: 'Kraj' },
			{ label: 'Contact-Name', value: 'Jan' },
			{ label: 'Contact-Name', value: 'Eva' },
			{ label: 'Description', value: 'first second third' }
		]);
		expect(parseTags(tagsText([{ label: 'Description', value: 'a\nb: c' }]))).toEqual([{ label: 'Description', value: 'a b: c' }]);
	});

	it('whatever is read, nothing is thrown', () => {
		const noise = fc.string({ unit: 'binary' });
		fc.assert(fc.property(noise, noise, noise, noise, (one, two, three, path) => {
			parseDeclaration(one);
			judgeBag(bag({ declaration: one, manifests: new Map([['manifest-sha512.txt', two], ['tagmanifest-md5.txt', one]]), info: three, fetch: one, found: [file(path)] }));
		}));
	});
});
