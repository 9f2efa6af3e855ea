import * as v from 'valibot';

const choiceSchema = v.object({
	camera: v.fallback(v.string(), ''),
	microphone: v.fallback(v.string(), ''),
	speaker: v.fallback(v.string(), '')
});
/** Device ids as the browser gives them to this origin; empty: the system's own choice. */
export type Choice = v.InferOutput<typeof choiceSchema>;

const key = 'sal.devices';

/** What was chosen last time on this computer; the defaults where storage is empty, broken or forbidden. */
export function loadChoice(): Choice {
	const fresh: Choice = { camera: '', microphone: '', speaker: '' };
	try {
		const parsed = v.safeParse(choiceSchema, JSON.parse(localStorage.getItem(key) ?? '{}'));
		return parsed.success ? parsed.output : fresh;
	} catch {
		return fresh;
	}
}

export function saveChoice(choice: Choice): void {
	try {
		localStorage.setItem(key, JSON.stringify(choice));
	} catch {
		// A private window: the choice holds until it is closed.
	}
}
