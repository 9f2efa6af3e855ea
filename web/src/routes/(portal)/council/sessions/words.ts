import { m } from '#lib/paraglide/messages.js';
import type { Tone } from '#lib/ui/Badge.svelte';
import type { SessionState } from '../live.ts';

export const stateInWords: Record<SessionState, () => string> = {
	draft: m.council_sessions_state_draft,
	published: m.council_sessions_state_published,
	running: m.council_sessions_state_running,
	suspended: m.council_sessions_state_suspended,
	ended: m.council_sessions_state_ended,
	cancelled: m.council_sessions_state_cancelled
};
export const stateTone: Record<SessionState, Tone> = { draft: 'warn', published: 'accent', running: 'good', suspended: 'warn', ended: 'neutral', cancelled: 'bad' };
