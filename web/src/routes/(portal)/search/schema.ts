import * as v from 'valibot';

/** What was typed; nothing that anybody types is an error. */
export const searchQuery = v.fallback(v.pipe(v.string(), v.transform((text) => text.replaceAll(/\s+/g, ' ').trim().slice(0, 100))), '');
