import { m } from '#lib/paraglide/messages.js';

/** Organisations as options of a select; two of one name are told apart by what lies above them. */
export function choiceOptions(choices: readonly { id: string; name: string; superior: string }[]): { value: string; label: string }[] {
	return [{ value: '', label: m.organisations_choose() }, ...choices.map(({ id, name, superior }) => ({ value: id, label: superior === '' ? name : `${name} (${superior})` }))];
}
