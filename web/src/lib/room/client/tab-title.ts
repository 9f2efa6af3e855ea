import { m } from '#lib/paraglide/messages.js';
import { happeningInTab } from '../rules/tab-title.ts';
import type { Session } from './session.svelte.ts';

/** The title of the tab: what is happening, whether it is being recorded, and the meeting's name. */
export function tabTitle(session: Session, name: string): string {
	const { connection, place, chat, roster } = session;
	const title = session.recording.state === 'running' ? m.room_title_recording({ title: name }) : name;
	const waiting = session.may('host') ? roster.waiting.length : 0;
	switch (happeningInTab({ lost: connection.troubleSince !== null, lobby: place === 'lobby', waiting, unread: chat.unread })) {
		case 'lost':
			return m.room_title_lost({ title });
		case 'lobby':
			return m.room_title_lobby({ title });
		case 'waiting':
			return m.room_title_waiting({ count: waiting, title });
		case 'unread':
			return m.room_title_unread({ count: chat.unread, title });
		case null:
			return title;
	}
}
