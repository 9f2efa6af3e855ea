import { m } from '#lib/paraglide/messages.js';
import type { Failure } from '@sal/sfu/protocol';
import { screenKey } from '../rules/large.ts';
import type { Devices, Kind } from './devices.svelte.ts';
import type { Happening } from './listeners.ts';
import type { Notices } from './notices.svelte.ts';
import { refusalText } from './refusal-text.ts';
import type { RoomUi } from './room-ui.svelte.ts';
import type { Session } from './session.svelte.ts';
import { recordingTone } from './tones.ts';

/** In a room with more people than this, coming and going is not read aloud: it would drown what is said. */
const SMALL_ROOM = 10;

export type Told = { session: Session; notices: Notices; ui: RoomUi; speaker: string };

/** Puts what has happened into words, on screen or aloud. */
export function tell(happening: Happening, { session, notices, ui, speaker }: Told): void {
	switch (happening.type) {
		case 'joined':
			if (session.roster.people.size <= SMALL_ROOM) notices.say(m.room_notice_joined({ name: happening.person.name }));
			return;
		case 'left':
			if (session.roster.people.size <= SMALL_ROOM) notices.say(m.room_notice_left({ name: happening.person.name }));
			return;
		case 'hand':
			return session.may('host') ? notices.show(m.room_notice_hand({ name: happening.person.name })) : notices.say(m.room_notice_hand({ name: happening.person.name }));
		case 'screen':
			return tellScreen(happening, { ui, notices });
		case 'message':
			if (ui.panel !== 'chat') notices.show(m.room_notice_message({ name: happening.name, text: shortened(happening.text) }));
			else notices.say(m.room_notice_message({ name: happening.name, text: happening.text }));
			return;
		case 'reaction':
			return ui.float(happening.participant, happening.kind);
		case 'stoppedByHost':
			if (happening.source === 'microphone') return notices.show(m.room_notice_muted_by_host(), 'warning');
			return notices.show(happening.source === 'camera' ? m.room_notice_camera_by_host() : m.room_notice_screen_by_host(), 'warning');
		case 'recording':
			return tellRecording(happening, notices, speaker);
		case 'waiting':
			return notices.say(m.room_host_waiting_many({ count: happening.count }));
		case 'locked':
			return notices.show(happening.locked ? m.room_notice_locked() : m.room_notice_unlocked());
		case 'becameHost':
			return notices.show(m.room_notice_became_host());
		case 'sentToLobby':
			return notices.show(happening.closedPart ? m.room_notice_closed_part() : m.room_notice_sent_to_lobby(), 'warning');
		case 'floor':
			return tellFloor(happening.turn, notices);
		case 'reconnected':
			return notices.show(m.room_link_back());
		case 'refused':
			return notices.show(refusal(happening.code), 'warning');
	}
}

/** A camera or microphone has gone while it ran: which one is used instead, or why none is; and the way to choose. */
export function tellOfDevice(kind: Kind, { devices, notices, ui }: { devices: Devices; notices: Notices; ui: RoomUi }): void {
	const choose = { label: m.room_device_choose(), run: () => (ui.dialog = 'settings') };
	notices.show(lost(kind, devices), 'warning', choose);
}

function lost(kind: Kind, devices: Devices): string {
	const track = devices[kind];
	if (track) return kind === 'camera' ? m.room_notice_camera_switched({ device: track.label }) : m.room_notice_microphone_switched({ device: track.label });
	const reason = devices.refusals[kind];
	// Unplugged, or taken away by the browser or the system, which has its own remedy.
	if (reason !== null && reason !== 'missing' && reason !== 'unfit') return refusalText(reason, kind);
	return kind === 'camera' ? m.room_notice_camera_gone() : m.room_notice_microphone_gone();
}

/** A screen that becomes the large picture is seen at once; one that stands aside would be overlooked. */
function tellScreen({ person: { id, name }, shared }: Extract<Happening, { type: 'screen' }>, { ui, notices }: Pick<Told, 'ui' | 'notices'>): void {
	if (!shared) return notices.say(m.room_notice_screen_ended({ name }));
	if (ui.large === screenKey(id)) return notices.say(m.room_tile_screen({ name }));
	notices.show(m.room_notice_screen_aside({ name }));
}

/** That the floor is mine is said by a banner with its button; a notice would be overlooked. */
function tellFloor(turn: Extract<Happening, { type: 'floor' }>['turn'], notices: Notices): void {
	if (turn === 'opens') notices.show(m.room_floor_opened(), 'warning');
	if (turn === 'shut') notices.show(m.room_floor_over(), 'warning');
}

function tellRecording({ from, to }: Extract<Happening, { type: 'recording' }>, notices: Notices, speaker: string): void {
	if (to === 'failed') return notices.show(m.room_recording_has_failed(), 'warning');
	if (to === 'paused') return notices.show(m.room_recording_was_paused());
	if (to === 'running' && from === 'paused') return notices.show(m.room_recording_was_resumed());
	if (to === 'running') {
		notices.show(m.room_recording_heard(), 'warning');
		void recordingTone(speaker);
		return;
	}
	if (to === 'off' || (to === 'closing' && from !== 'off')) notices.show(m.room_recording_stopped());
}

function refusal(code: Failure | 'broken'): string {
	switch (code) {
		case 'forbidden':
		case 'not-entered':
		case 'consent-needed':
			return m.room_refused_forbidden();
		case 'no-floor':
			return m.room_no_floor();
		case 'not-found':
			return m.room_refused_not_found();
		case 'rate-limited':
			return m.room_refused_rate_limited();
		case 'not-recordable':
			return m.room_refused_not_recordable();
		case 'recorder-unavailable':
			return m.room_refused_recorder();
		case 'draining':
			return m.room_refused_draining();
		case 'broken':
			return m.room_refused_broken();
		case 'bad-input':
		case 'unknown-event':
		case 'locked':
		case 'room-full':
		case 'internal':
			return m.room_refused_other();
	}
}

const shortened = (text: string) => (text.length > 140 ? `${text.slice(0, 139)}…` : text);
