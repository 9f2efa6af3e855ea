/** Czech that people see stands in `messages/`, beside its English; a Czech letter anywhere else is a text that has no translation. */
import { globSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const source = fileURLToPath(new URL('..', import.meta.url));
const CZECH = /[ěščřžýůďťňĚŠČŘŽÝŮĎŤŇ]/;

/** Files that have a reason. */
const allowed = [
	// Both languages side by side: runs under plain Node, also in an archive that has outlived the portal.
	'audit/findings.ts',
	// Grammar, not sentences: genders and cases of days.
	'routes/(portal)/meetings/rhythm.ts',
	// The film and the package belong to the record, whose language is Czech whoever reads it.
	'routes/(portal)/recordings/prepare.server.ts',
	'routes/(portal)/recordings/package-zip.server.ts',
	// So do minutes: proceedings are held in Czech, and the document is official.
	'routes/(portal)/council/minutes/draft.ts',
	'routes/(portal)/council/minutes/draft-course.ts',
	'routes/(portal)/council/minutes/draft-presence.ts',
	'routes/(portal)/council/minutes/draft-votes.ts',
	'routes/(portal)/council/minutes/files.server.ts',
	'routes/(portal)/council/minutes/words.ts',
	'routes/(portal)/council/votes/election-record.ts',
	// What columns of other people's tables are called, in both languages.
	'routes/(portal)/directory/table/cells.ts',
	'routes/(portal)/directory/table/columns.ts',
	// The name of the language, in the language.
	'lib/ui/Preferences.svelte'
];
/** Tests and their tables, and what people say in the demo region. */
const elsewhere = /\.(test|fixture|table)\.ts$|\/paraglide\/|^jobs\/demo-meeting|^demo/;

const withoutComments = (text: string): string => text.replaceAll(/\/\*[\s\S]*?\*\/|<!--[\s\S]*?-->|(^|[\s;])\/\/[^\n]*/g, '');

const files = globSync('**/*.{ts,svelte,html}', { cwd: source }).filter((file) => !elsewhere.test(file));
const czech = files.filter((file) => CZECH.test(withoutComments(readFileSync(`${source}/${file}`, 'utf8'))));

it('looks at the whole portal', () => {
	expect(files.length).toBeGreaterThan(300);
});

it('no Czech text stands outside of messages', () => {
	expect(czech.filter((file) => !allowed.includes(file))).toEqual([]);
});

it('every exception is still one', () => {
	expect(allowed.filter((file) => !czech.includes(file))).toEqual([]);
});
