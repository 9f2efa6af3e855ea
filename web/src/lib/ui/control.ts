/** Classes of text-like controls (input, select, textarea), for those who draw one inside `Field` themselves. */
export const controlClass =
	'w-full min-h-11 rounded-lg border border-line-strong bg-surface px-3 py-2 text-text placeholder:text-soft disabled:opacity-60 aria-invalid:border-bad aria-invalid:border-2';
