import { randomUUID } from 'node:crypto';
import type { ChatMessage } from '../protocol.ts';
import type { Handlers } from '../socket/dispatch.ts';

export const chatHandlers: Pick<Handlers, 'chat' | 'react'> = {
	chat({ room, person }, { text }) {
		const message: ChatMessage = { id: randomUUID(), at: Date.now(), from: person.id, name: person.name, guest: person.guest, text };
		room.record({ type: 'chat', message });
		room.tell({ type: 'chat', participant: person.id, id: message.id, name: person.name, guest: person.guest, text });
		room.note({ type: 'chat', participant: person.id, detail: { id: message.id, text } });
		room.broadcast('chat', message, person.id);
		return message;
	},
	react({ room, person }, { kind }) {
		room.broadcast('reaction', { participant: person.id, kind });
		return {};
	}
};
