import { m } from '#lib/paraglide/messages.js';

/** The media server takes no longer name. */
export const LONGEST_NAME = 120;

/**
 * The name that stands at what somebody does in a meeting: with whom they represent, if they do. In Czech for everybody, because it is kept
 * with the attendance, the chat and the recording.
 */
export function actingName({ name, represents }: { name: string; represents: string | null }): string {
	return represents === null ? name : m.organisations_acting_name({ name, represents }, { locale: 'cs' }).slice(0, LONGEST_NAME);
}
