/** Kinds, states and choices in the reader's language. */
import { m } from '#lib/paraglide/messages.js';
import type { Kind, Lobby, Refusal, Watch } from './rules.ts';

export const kindInWords: Record<Kind, () => string> = { session: m.meetings_kind_session, case: m.meetings_kind_case, call: m.meetings_kind_call };
export const watchInWords: Record<Watch, () => string> = { hosts: m.meetings_watch_hosts, invited: m.meetings_watch_invited, organisation: m.meetings_watch_organisation, public: m.meetings_watch_public };
export const lobbyInWords: Record<Lobby, () => string> = { guests: m.meetings_lobby_guests, everyone: m.meetings_lobby_everyone };
export const refusalInWords: Record<Refusal, () => string> = {
	'cancelled': m.meetings_error_cancelled,
	'ended': m.meetings_error_ended,
	'too-early': m.meetings_error_too_early,
	'too-late': m.meetings_error_too_late,
	'not-invited': m.meetings_error_not_invited
};
