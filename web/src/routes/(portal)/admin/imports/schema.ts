import * as v from 'valibot';
import { m } from '#lib/paraglide/messages.js';

export const files = ['organisations', 'people'] as const;

/** What is told of a file before its bytes come. */
export const beginForm = v.object({
	of: v.picklist(files, () => m.admin_imports_choose_kind()),
	fileName: v.pipe(v.optional(v.string(), ''), v.trim(), v.nonEmpty(() => m.admin_imports_choose_file()), v.maxLength(255)),
	size: v.pipe(v.optional(v.string(), ''), v.digits(() => m.admin_imports_choose_file()), v.transform(Number), v.minValue(1, () => m.admin_imports_empty_file()))
});
