import * as v from 'valibot';

/** What a form shows again when it was refused: everything that was typed (never passwords), and one sentence per field. */
export interface RefusedForm {
	values: Record<string, string>;
	errors: Record<string, string>;
}
export type ReadForm<T> = { ok: true; data: T } | ({ ok: false } & RefusedForm);

/**
 * Parses a posted form with a schema. Fields that may occur several times are named in `lists` and arrive as arrays of strings;
 * names in `secrets` are not given back. Nothing is thrown: answer `fail(422, refused)`.
 */
export function readForm<S extends v.GenericSchema>({ schema, form, lists = [], secrets = ['password'] }: { schema: S; form: FormData; lists?: string[]; secrets?: string[] }): ReadForm<v.InferOutput<S>> {
	const input: Record<string, unknown> = {};
	for (const name of lists) input[name] = form.getAll(name).filter((value) => typeof value === 'string');
	for (const [name, value] of form) if (!lists.includes(name)) input[name] = value;
	const parsed = v.safeParse(schema, input);
	if (parsed.success) return { ok: true, data: parsed.output };
	const values: Record<string, string> = {};
	for (const [name, value] of Object.entries(input)) if (typeof value === 'string' && !secrets.includes(name)) values[name] = value;
	const errors: Record<string, string> = {};
	for (const issue of parsed.issues) errors[v.getDotPath(issue)?.split('.')[0] ?? ''] ??= issue.message;
	return { ok: false, values, errors };
}
