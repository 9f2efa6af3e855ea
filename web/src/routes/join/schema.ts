import * as v from 'valibot';

/** What a guest gives: a name for others to read. */
export function guestFormSchema({ wrong, long }: { wrong: () => string; long: () => string }) {
	return v.object({
		name: v.pipe(
			v.string(wrong),
			v.trim(),
			v.minLength(2, wrong),
			v.maxLength(80, long),
			// Control and bidirectional characters only serve to look like somebody else.
			v.regex(/^[^\p{Cc}\p{Cf}\p{Zl}\p{Zp}]*$/u, wrong)
		)
	});
}
