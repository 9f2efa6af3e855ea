import type { MyDataFile } from '#lib/my-data.ts';
import { m } from '#lib/paraglide/messages.js';

const found = import.meta.glob<MyDataFile[]>('../../*/my-data.server.ts', { eager: true, import: 'myData' });

/** What all modules keep of a person, by name. @throws {Error} when two modules write one file */
export const files: readonly MyDataFile[] = Object.values(found)
	.flat()
	.sort((a, b) => a.name.localeCompare(b.name));
if (new Set(files.map(({ name }) => name)).size !== files.length) throw new Error('two modules write one file of a person’s data');

/** In the language of the request: what each file is. */
export const readme = (name: string): string => `${m.account_data_readme({ name })}\n\n${files.map((file) => `${file.name.padEnd(24)}${file.about()}`).join('\n')}\n\n${m.account_data_readme_stays()}\n`;
