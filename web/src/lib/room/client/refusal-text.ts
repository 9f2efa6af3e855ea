import { m } from '#lib/paraglide/messages.js';
import type { Refusal } from '../rules/refusal.ts';
import type { Kind } from './devices.svelte.ts';

const byKind = (kind: Kind, camera: () => string, microphone: () => string) => (kind === 'camera' ? camera() : microphone());

/** What is wrong with the device, and what to do about it, in one or two plain sentences. */
export function refusalText(refusal: Refusal, kind: Kind): string {
	switch (refusal) {
		case 'insecure':
			return m.room_refusal_insecure();
		case 'unsupported':
			return m.room_refusal_unsupported();
		case 'blocked':
			return byKind(kind, m.room_refusal_blocked_camera, m.room_refusal_blocked_microphone);
		case 'dismissed':
			return m.room_refusal_dismissed();
		case 'system':
			return m.room_refusal_system();
		case 'policy':
			return m.room_refusal_policy();
		case 'missing':
			return byKind(kind, m.room_refusal_missing_camera, m.room_refusal_missing_microphone);
		case 'busy':
			return byKind(kind, m.room_refusal_busy_camera, m.room_refusal_busy_microphone);
		case 'unfit':
			return byKind(kind, m.room_refusal_unfit_camera, m.room_refusal_unfit_microphone);
		case 'unknown':
			return byKind(kind, m.room_refusal_unknown_camera, m.room_refusal_unknown_microphone);
	}
}
