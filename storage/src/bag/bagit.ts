/**
 * BagIt 1.0 (RFC 8493), and 0.93 to 0.97 for reading: the text files of a bag, and what is wrong with a bag. Pure: whoever reads a folder, an archive or a store says what lies there.
 * A bag is *complete* when every file that is listed is there and every payload file is listed in every payload manifest; it is *valid* when it is complete and all checksums agree (§ 3).
 */

/** Checksums that a bag of ours may carry, by their names in the names of manifests (§ 2.4). SHA-512 is what the RFC wants first; MD5 and SHA-1 prove nothing today, but old bags have them. */
export const bagAlgorithms = ['md5', 'sha1', 'sha256', 'sha512'] as const;
export type BagAlgorithm = (typeof bagAlgorithms)[number];
const DIGITS: Record<BagAlgorithm, number> = { md5: 32, sha1: 40, sha256: 64, sha512: 128 };

/** What somebody should know of a bag. Errors make it invalid; warnings do not. */
export type BagFinding =
	| { level: 'error'; kind: 'no-declaration' | 'bad-declaration' | 'encoding' | 'no-payload-manifest' | 'no-payload-directory' | 'fetch-missing' | 'payload-oxum' }
	| { level: 'error'; kind: 'bad-line' | 'unsafe-path' | 'misplaced-path' | 'listed-twice' | 'bad-checksum'; file: string; line: number }
	| { level: 'error'; kind: 'missing' | 'unlisted' | 'changed'; path: string; manifest: string }
	| { level: 'error'; kind: 'not-a-file' | 'ambiguous-name'; path: string }
	| { level: 'warning'; kind: 'weak-checksum' | 'unknown-manifest' | 'old-version' | 'relative-dot' | 'byte-order-mark' | 'other-normalization' | 'system-file'; file: string };

export const isWeak = (algorithm: BagAlgorithm): boolean => algorithm === 'md5' || algorithm === 'sha1';

/** `bagit.txt` (§ 2.1.1): two lines exactly, in UTF-8 without a byte-order mark; null when it is not that. */
export function parseDeclaration(text: string): { version: string; encoding: string } | null {
	const [first = '', second = '', ...rest] = lines(text);
	const version = /^BagIt-Version: (\d+\.\d+)$/.exec(first)?.[1];
	const encoding = /^Tag-File-Character-Encoding: (\S+)$/.exec(second)?.[1];
	return version !== undefined && encoding !== undefined && rest.every((line) => line === '') ? { version, encoding } : null;
}
export const declarationText = 'BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n';

export interface Listed {
	/** As in the bag, with `/`. */
	path: string;
	/** In lower-case hexadecimal digits. */
	digest: string;
}
interface Reading {
	/** Of the manifest, for what is wrong in it. */
	file: string;
	algorithm: BagAlgorithm;
	/** Of payload manifests all paths begin with `data/`, of tag manifests none does. */
	payload: boolean;
}

/** A manifest (§ 2.1.3, § 2.2.1): a checksum and a path in each line. What is wrong is found, never thrown; a path that leads out of the bag is not among the listed. */
export function parseManifest(text: string, { file, algorithm, payload }: Reading): { listed: Listed[]; findings: BagFinding[] } {
	const [listed, findings, seen]: [Listed[], BagFinding[], Map<string, string>] = [[], [], new Map()];
	const dotted = new Set<string>();
	for (const [index, each] of lines(text).entries()) {
		if (each === '') continue;
		const at = { file, line: index + 1 };
		// GNU's programs put an asterisk before the name of a file that they have read as bytes.
		const [, digest, written] = /^([0-9A-Fa-f]+)[ \t]+\*?(.+)$/.exec(each) ?? [];
		if (digest === undefined || written === undefined) findings.push({ level: 'error', kind: 'bad-line', ...at });
		else if (digest.length !== DIGITS[algorithm]) findings.push({ level: 'error', kind: 'bad-checksum', ...at });
		else {
			const decoded = decodePath(written);
			const path = decoded.startsWith('./') ? decoded.slice(2) : decoded;
			if (path !== decoded) dotted.add(file);
			const wanted = digest.toLowerCase();
			if (!isSafe(path)) findings.push({ level: 'error', kind: 'unsafe-path', ...at });
			else if (path.startsWith('data/') !== payload) findings.push({ level: 'error', kind: 'misplaced-path', ...at });
			else if (seen.has(path)) findings.push({ level: 'error', kind: 'listed-twice', ...at });
			else {
				seen.set(path, wanted);
				listed.push({ path, digest: wanted });
			}
		}
	}
	return { listed, findings: [...findings, ...[...dotted].map((name): BagFinding => ({ level: 'warning', kind: 'relative-dot', file: name }))] };
}

/** A manifest as we write it: sorted by path, so that the same files give the same text. */
export const manifestText = (listed: readonly Listed[]): string =>
	[...listed].sort((one, other) => (one.path < other.path ? -1 : 1)).map(({ path, digest }) => `${digest}  ${encodePath(path)}\n`).join('');

/** Line breaks and the percent sign itself are written as `%0A`, `%0D` and `%25` (§ 2.1.3); nothing else is decoded. */
export const encodePath = (path: string): string => path.replace(/[%\r\n]/g, (letter) => ({ '%': '%25', '\r': '%0D', '\n': '%0A' })[letter] ?? letter);
const decodePath = (path: string): string => path.replace(/%(25|0[Aa]|0[Dd])/g, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)));

/** Does this path stay inside the bag on every system (§ 5.1.1)? */
export function isSafe(path: string): boolean {
	// eslint-disable-next-line no-control-regex -- a NUL ends a name for some programs
	if (path === '' || /^(?:[/~\\]|[A-Za-z]:)/.test(path) || /[\\\u0000]/.test(path)) return false;
	return path.split('/').every((part) => part !== '' && part !== '.' && part !== '..');
}

/** Labels and values in their order (§ 2.2.2); a value goes on where a line begins with a space or tab. Null for a line that is neither. */
export function parseTags(text: string): { label: string; value: string }[] | null {
	const tags: { label: string; value: string }[] = [];
	for (const each of lines(text)) {
		if (each.trim() === '') continue;
		const last = tags.at(-1);
		const [, label, value] = /^([^\s:](?:[^:]*[^\s:])?)\s*:[ \t]*(.*)$/.exec(each) ?? [];
		if (/^[ \t]/.test(each) && last) last.value = `${last.value} ${each.trim()}`;
		else if (label !== undefined && value !== undefined) tags.push({ label, value: value.trim() });
		else return null;
	}
	return tags;
}

export const tagsText = (tags: readonly { label: string; value: string }[]): string => tags.map(({ label, value }) => `${label}: ${value.replace(/\s*[\r\n]+\s*/g, ' ').trim()}\n`).join('');

const lines = (text: string): string[] => text.split(/\r\n|\r|\n/);

/** A file that lies in a bag: nothing else may (no links, no devices). */
export interface Found {
	path: string;
	/** In bytes. */
	size: number;
	digests: Partial<Record<BagAlgorithm, string>>;
	/** A symbolic link, a device or a second name of another file. */
	other?: boolean;
}

export interface Bag {
	/** Text of `bagit.txt`; null when there is none. */
	declaration: string | null;
	/** Texts of the manifests by their names. */
	manifests: ReadonlyMap<string, string>;
	/** Text of `bag-info.txt`, if there is one. */
	info: string | null;
	/** Text of `fetch.txt`, if there is one: files that are to be fetched from elsewhere. We fetch nothing. */
	fetch: string | null;
	found: readonly Found[];
	/** There is a directory `data`, even if it is empty. */
	payload: boolean;
}

/** Everything that is wrong with a bag, and what somebody should know of it. Without errors the bag is valid. */
export function judgeBag(bag: Bag): BagFinding[] {
	const findings: BagFinding[] = [...judgeDeclaration(bag.declaration), ...judgeNames(bag.found)];
	if (!bag.payload) findings.push({ level: 'error', kind: 'no-payload-directory' });
	const there = new Map(bag.found.map((file) => [file.path, file]));
	let payloadManifests = 0;
	for (const [file, text] of bag.manifests) {
		const [, tag, name = ''] = /^(tag)?manifest-(.+)\.txt$/.exec(file) ?? [];
		const algorithm = bagAlgorithms.find((each) => each === name.toLowerCase());
		if (algorithm === undefined) {
			findings.push({ level: 'warning', kind: 'unknown-manifest', file });
			continue;
		}
		if (isWeak(algorithm)) findings.push({ level: 'warning', kind: 'weak-checksum', file });
		const payload = tag === undefined;
		if (payload) payloadManifests += 1;
		const { listed, findings: wrong } = parseManifest(text.replace(/^\ufeff/, ''), { file, algorithm, payload });
		findings.push(...wrong);
		if (text.startsWith('\ufeff')) findings.push({ level: 'warning', kind: 'byte-order-mark', file });
		findings.push(...compare({ listed, there, algorithm, manifest: file }));
		if (payload) for (const path of unlisted(listed, bag.found)) findings.push({ level: 'error', kind: 'unlisted', path, manifest: file });
	}
	if (payloadManifests === 0) findings.push({ level: 'error', kind: 'no-payload-manifest' });
	if (bag.fetch !== null && bag.fetch.trim() !== '') findings.push({ level: 'error', kind: 'fetch-missing' });
	findings.push(...judgeInfo(bag));
	return findings;
}

function judgeDeclaration(text: string | null): BagFinding[] {
	if (text === null) return [{ level: 'error', kind: 'no-declaration' }];
	const declared = parseDeclaration(text);
	if (!declared || Number(declared.version.split('.')[0]) > 1) return [{ level: 'error', kind: 'bad-declaration' }];
	if (declared.encoding.toUpperCase() !== 'UTF-8') return [{ level: 'error', kind: 'encoding' }];
	return declared.version === '1.0' ? [] : [{ level: 'warning', kind: 'old-version', file: 'bagit.txt' }];
}

/** Files that systems leave behind without being asked. */
const SYSTEM = /(?:^|\/)(?:\.DS_Store|Thumbs\.db|desktop\.ini|\._[^/]+)$/;

/** Names that are not safe, are no plain files, or that some systems cannot tell apart (§ 5.2: case, and letters written together or apart). */
function judgeNames(found: readonly Found[]): BagFinding[] {
	const findings: BagFinding[] = [];
	const alike = new Map<string, string>();
	for (const { path, other } of found) {
		if (other || !isSafe(path)) findings.push({ level: 'error', kind: 'not-a-file', path });
		const key = path.normalize('NFC').toLowerCase();
		if (alike.has(key)) findings.push({ level: 'error', kind: 'ambiguous-name', path });
		alike.set(key, path);
		if (SYSTEM.test(path)) findings.push({ level: 'warning', kind: 'system-file', file: path });
	}
	return findings;
}

interface Comparing {
	listed: readonly Listed[];
	there: ReadonlyMap<string, Found>;
	algorithm: BagAlgorithm;
	manifest: string;
}

/** The same name with its letters composed otherwise is the same file (§ 5.2.1), and worth a word. */
const spelt = (path: string, there: ReadonlyMap<string, Found>): Found | undefined => there.get(path) ?? there.get(path.normalize('NFC')) ?? there.get(path.normalize('NFD'));

function compare({ listed, there, algorithm, manifest }: Comparing): BagFinding[] {
	const findings: BagFinding[] = [];
	for (const { path, digest } of listed) {
		const file = spelt(path, there);
		if (!file) findings.push({ level: 'error', kind: 'missing', path, manifest });
		else if (file.digests[algorithm] !== digest) findings.push({ level: 'error', kind: 'changed', path, manifest });
		else if (file.path !== path) findings.push({ level: 'warning', kind: 'other-normalization', file: path });
	}
	return findings;
}

function unlisted(listed: readonly Listed[], found: readonly Found[]): string[] {
	const known = new Set(listed.map(({ path }) => path.normalize('NFC')));
	return found.filter(({ path }) => path.startsWith('data/') && !known.has(path.normalize('NFC'))).map(({ path }) => path);
}

/** `Payload-Oxum` (§ 2.2.2): bytes and number of payload files; wrong when it says otherwise than what lies there. */
function judgeInfo({ info, found }: Bag): BagFinding[] {
	if (info === null) return [];
	const tags = parseTags(info.replace(/^\ufeff/, ''));
	if (tags === null) return [{ level: 'error', kind: 'bad-line', file: 'bag-info.txt', line: 0 }];
	const payload = found.filter(({ path }) => path.startsWith('data/'));
	const oxum = `${payload.reduce((sum, { size }) => sum + size, 0)}.${payload.length}`;
	return tags.filter(({ label }) => label.toLowerCase() === 'payload-oxum').some(({ value }) => value !== oxum) ? [{ level: 'error', kind: 'payload-oxum' }] : [];
}
