/** One cell at a time: what it means, or why it means nothing. Pure. */
import { parseDataBox } from '#lib/data-box.ts';
import { isDay } from '#lib/day.ts';
import { parseIco } from '#lib/ico.ts';
import { fold } from './columns.ts';

export type Reason =
	| 'missing'
	| 'formula'
	| 'not-email'
	| 'not-day'
	| 'not-ico'
	| 'not-data-box'
	| 'not-kind'
	| 'too-long'
	| 'ends-before-start'
	| 'twice'
	| 'differs-from-earlier'
	| 'unknown-organisation'
	| 'ended-organisation'
	| 'cycle'
	| 'refused-above'
	| 'outside'
	| 'name-taken'
	| 'email-taken'
	| 'elsewhere'
	| 'beyond'
	| 'erased'
	| 'not-role'
	| 'not-grantable'
	| 'start-fixed';

/** What is wrong with a row: in which column, why, and what stood there. */
export interface Flaw {
	column: string;
	reason: Reason;
	/** What the sentence names beside the column: another line, a role, an organisation. */
	detail?: string;
}

/** A flaw thrown up to the row that it belongs to. */
export class FlawError extends Error {
	readonly flaw: Flaw;

	constructor(flaw: Flaw) {
		super(`${flaw.column}: ${flaw.reason}`);
		this.flaw = flaw;
	}
}

/** A spreadsheet would evaluate what begins like this (CWE-1236). */
const FORMULA = /^[=+\-@\t\r\uFF1D\uFF0B\uFF0D\uFF20]/;
const GUARDED = /^'+[=+\-@\t\r\uFF1D\uFF0B\uFF0D\uFF20]/;

/** As exports write a text, so that no spreadsheet takes it for a formula: with an apostrophe in front. {@link unguard} takes it away again. */
export const guard = (text: string): string => (FORMULA.test(text) || GUARDED.test(text) ? `'${text}` : text);
const unguard = (text: string): string => (GUARDED.test(text) ? text.slice(1) : text);

/** A text as it is meant; a dash alone is how people write "nothing". @throws {FlawError} `formula`, `too-long` */
export function readText(column: string, cell: string, longest = 300): string {
	if (/^[-–—]$/.test(cell)) return '';
	if (FORMULA.test(cell)) throw new FlawError({ column, reason: 'formula' });
	const text = unguard(cell);
	if (text.length > longest) throw new FlawError({ column, reason: 'too-long', detail: String(longest) });
	return text;
}

/** @throws {FlawError} `missing` and those of {@link readText} */
export function readNeeded(column: string, cell: string, longest?: number): string {
	const text = readText(column, cell, longest);
	if (text === '') throw new FlawError({ column, reason: 'missing' });
	return text;
}

/** ISO, or as Czechs write days: `1. 2. 2026`, `01.02.2026`. Empty: undefined. @throws {FlawError} `not-day` */
export function readDay(column: string, cell: string): string | undefined {
	const text = readText(column, cell);
	if (text === '') return undefined;
	const czech = /^(\d{1,2})\.\s*(\d{1,2})\.\s*(\d{4})$/.exec(text);
	const day = czech ? `${czech[3]}-${czech[2]?.padStart(2, '0')}-${czech[1]?.padStart(2, '0')}` : text.replace(/[T ]00:00(:00(\.0+)?)?Z?$/, '');
	if (!isDay(day) || day < '1000') throw new FlawError({ column, reason: 'not-day', detail: text });
	return day;
}

/** @throws {FlawError} `not-ico` */
export function readIco(column: string, cell: string): string | null {
	const text = readText(column, cell);
	const ico = text === '' ? null : parseIco(text);
	if (ico === undefined) throw new FlawError({ column, reason: 'not-ico', detail: text });
	return ico;
}

/** @throws {FlawError} `not-data-box` */
export function readDataBox(column: string, cell: string): string | null {
	const text = readText(column, cell);
	const box = text === '' ? null : parseDataBox(text);
	if (box === undefined) throw new FlawError({ column, reason: 'not-data-box', detail: text });
	return box;
}

/** One address that mail can reach; not more is promised. @throws {FlawError} `not-email` */
export function readEmail(column: string, cell: string): string {
	const text = readNeeded(column, cell, 254);
	if (!/^[^\s@"(),:;<>[\]\\]+@[^\s@.]+(\.[^\s@.]+)+$/.test(text)) throw new FlawError({ column, reason: 'not-email', detail: text });
	return text;
}

/** Czech words for kinds; the first is what exports write. The keys are the kinds of `@sal/db`. */
export const kindWords = {
	'region': ['kraj', 'krajský úřad'],
	'department': ['odbor', 'oddělení úřadu'],
	'hospital': ['nemocnice'],
	'site': ['areál', 'lokalita'],
	'ward': ['oddělení', 'klinika'],
	'workplace': ['pracoviště', 'ambulance'],
	'school': ['škola'],
	'social-care': ['sociální služby', 'sociální péče'],
	'roads': ['silnice', 'správa silnic'],
	'culture': ['kultura', 'muzeum', 'knihovna'],
	'municipality': ['obec', 'město', 'městys'],
	'external': ['externí', 'externí subjekt'],
	'other': ['jiné', 'ostatní']
} as const;
export type Kind = keyof typeof kindWords;

/** @throws {FlawError} `not-kind` */
export function readKind(column: string, cell: string): Kind {
	const text = readNeeded(column, cell);
	const found = Object.entries(kindWords).find(([kind, words]) => [kind, ...words].some((word) => fold(word) === fold(text)));
	if (!found) throw new FlawError({ column, reason: 'not-kind', detail: text });
	return found[0] as Kind;
}
