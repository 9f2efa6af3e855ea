import { m } from '#lib/paraglide/messages.js';
import type { Input } from '@sal/sfu/protocol';
import type { Reaction } from '../rules/reactions.ts';
import type { ShortcutAction } from '../rules/shortcuts.ts';
import type { Notices } from './notices.svelte.ts';
import { refusalText } from './refusal-text.ts';
import type { Devices, Kind } from './devices.svelte.ts';
import type { RoomUi } from './room-ui.svelte.ts';
import type { Session } from './session.svelte.ts';

export type Actions = ReturnType<typeof roomActions>;

/** What the buttons and the keys of the room do. The device check may be rendered on a server, which has neither. */
export function roomActions({ session, ui, notices, devices }: { session: Session; ui: RoomUi; notices: Notices; devices: Devices }) {
	const { publisher } = session;

	/** Publishing is held back for want of consent: pressing the button is the moment to ask again. */
	function heldBack(): boolean {
		if (session.declined) session.reconsiderConsent();
		return publisher.held;
	}

	/** Without the floor the button does not open the microphone, and says why; it opens when the floor is given, unless pressed again. */
	function waitForFloor(): void {
		session.waitsForFloor = !session.waitsForFloor;
		notices.show(session.waitsForFloor ? m.room_floor_waits() : m.room_floor_waits_no_more());
	}

	async function toggle(kind: Kind): Promise<void> {
		if (!session.may('publish') || heldBack()) return;
		if (kind === 'microphone' && !session.maySpeak && !publisher.on.microphone) return waitForFloor();
		const done = kind === 'microphone' ? await publisher.setMicrophone(!publisher.on.microphone) : await publisher.setCamera(!publisher.on.camera);
		const refusal = devices.refusals[kind];
		if (!done && refusal) notices.show(refusalText(refusal, kind), 'warning');
	}

	async function toggleScreen(): Promise<void> {
		if (!session.may('screen') || heldBack()) return;
		try {
			await (publisher.on.screen ? publisher.stopScreen() : publisher.shareScreen());
		} catch (error) {
			// Closing the browser's picker without choosing is no failure.
			if (error instanceof DOMException && error.name === 'NotAllowedError' && !/system/i.test(error.message)) return;
			notices.show(m.room_notice_screen_failed(), 'warning');
		}
	}

	const actions = {
		canShareScreen: typeof navigator !== 'undefined' && typeof navigator.mediaDevices?.getDisplayMedia === 'function',
		canFullscreen: typeof document !== 'undefined' && document.fullscreenEnabled,
		microphone: () => void toggle('microphone'),
		camera: () => void toggle('camera'),
		screen: () => void toggleScreen(),
		hand: () => void session.ask('hand', { raised: session.me?.handAt == null }),
		react: (kind: Reaction) => void session.ask('react', { kind }),
		/** A host is asked whether to go alone or to end it for all. */
		leave: () => (session.may('host') && session.roster.people.size > 1 ? void (ui.dialog = 'leave') : session.leave()),
		lock: () => void session.ask('lock', { locked: !session.locked }),
		record: (action: Input<'record'>['action']) => void session.ask('record', { action }),
		/** Who starts a recording has agreed to it. */
		startRecording: async () => {
			if (await session.ask('record', { action: 'start' })) await session.answerConsent(true);
		},
		muteAll: () => void session.ask('mute', { participant: 'all' }),
		endForAll: () => void session.ask('endForAll', {})
	};

	const byShortcut: Record<ShortcutAction, () => void> = {
		microphone: actions.microphone,
		camera: actions.camera,
		screen: () => actions.canShareScreen && actions.screen(),
		hand: actions.hand,
		chat: () => ui.toggle('chat'),
		people: () => ui.toggle('people'),
		view: () => ui.toggleView(),
		fullscreen: () => void ui.toggleFullscreen(),
		help: () => (ui.dialog = 'help')
	};

	return { ...actions, byShortcut };
}
