/** Two people at one form: who saves second is told what the first has changed, and overwrites nothing. */
import * as v from 'valibot';
import { DomainError } from '#lib/domain-error.ts';
import { m } from '#lib/paraglide/messages.js';

/** Values of a form's fields, as text. */
export type Values = Readonly<Record<string, string>>;

/** Carried by the form as the field `seen`: the values that it was made from. Without them everything counts as changed. */
export const seenSchema = v.fallback(v.pipe(v.string(), v.maxLength(10_000), v.parseJson(), v.record(v.string(), v.string())), {});

/** `now`: what is stored; `changed`: the fields in which that is not what the form showed. */
export class ChangedMeanwhile extends DomainError {
	readonly now: Values;
	readonly changed: readonly string[];

	constructor({ now, changed }: { now: Values; changed: readonly string[] }) {
		super('changed-meanwhile');
		this.name = 'ChangedMeanwhile';
		this.now = now;
		this.changed = changed;
	}
}

/** For stores, with the row locked; nothing is compared when nobody was shown anything. @throws {ChangedMeanwhile} */
export function refuseUnseen({ seen, now }: { seen: Values | undefined; now: Values }): void {
	if (seen === undefined) return;
	const changed = Object.keys(now).filter((field) => seen[field] !== now[field]);
	if (changed.length > 0) throw new ChangedMeanwhile({ now, changed });
}

/** For actions: a sentence at each changed field, and `seen` for saving knowingly; undefined for every other error. */
export function unseenFields(error: unknown, inWords: (field: string, value: string) => string = (_, value) => value): { errors: Record<string, string>; seen: string } | undefined {
	if (!(error instanceof ChangedMeanwhile)) return undefined;
	const sentence = (field: string) => m.portal_changed_meanwhile({ value: inWords(field, error.now[field] ?? '') || m.portal_changed_meanwhile_empty() });
	return { errors: Object.fromEntries(error.changed.map((field) => [field, sentence(field)])), seen: JSON.stringify(error.now) };
}
