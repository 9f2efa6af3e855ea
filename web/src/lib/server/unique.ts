import { DomainError } from '#lib/domain-error.ts';

/** Which unique index a write broke (PostgreSQL's `unique_violation`), by its name; undefined: the error is another one. */
export function brokenUnique(error: unknown): string | undefined {
	const cause = error instanceof Error ? error.cause : undefined;
	if (!(cause instanceof Error) || !('code' in cause) || cause.code !== '23505') return undefined;
	return 'constraint_name' in cause ? String(cause.constraint_name) : '';
}

/**
 * Says a broken unique index as a refusal: whoever looked before writing has not seen what somebody else wrote in the same moment.
 * @throws {DomainError} the code that `codes` has for the index
 */
export async function uniquely<T>(work: PromiseLike<T>, codes: Readonly<Record<string, string>>): Promise<T> {
	try {
		return await work;
	} catch (error) {
		const code = codes[brokenUnique(error) ?? ''];
		throw code === undefined ? error : new DomainError(code, { cause: error });
	}
}
