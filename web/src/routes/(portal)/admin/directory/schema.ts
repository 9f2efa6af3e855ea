import * as v from 'valibot';
import { m } from '#lib/paraglide/messages.js';

export const terms = ['90', '365', '730'] as const;

export const tokenForm = v.object({
	organisation: v.pipe(v.string(), v.uuid(() => m.admin_directory_choose())),
	label: v.pipe(v.optional(v.string(), ''), v.trim(), v.nonEmpty(() => m.admin_directory_name_it()), v.maxLength(100, () => m.admin_directory_name_it())),
	days: v.pipe(v.picklist(terms, () => m.admin_directory_choose()), v.transform(Number))
});
