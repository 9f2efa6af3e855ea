import type { ChatMessage } from '@sal/sfu/protocol';

/** The messages of this meeting, and how many of them nobody was reading when they came. */
export class Chat {
	messages = $state.raw<ChatMessage[]>([]);
	unread = $state(0);
	/** What is being written, kept while the chat is closed. */
	draft = $state('');
	#reading = false;

	/** The end of the chat is on the screen and the page is seen. */
	set reading(reading: boolean) {
		this.#reading = reading;
		if (reading) this.unread = 0;
	}

	load(messages: ChatMessage[], me: string): void {
		const last = this.messages.at(-1)?.at;
		// Only what came while the connection was broken; whoever enters late is not told of a hundred unread messages.
		const missed = last === undefined ? 0 : messages.filter(({ at, from }) => at > last && from !== me).length;
		this.messages = messages;
		if (!this.#reading) this.unread += missed;
	}

	/** @returns whether the message is new: one's own comes back as the answer and as an event */
	add(message: ChatMessage, me: string): boolean {
		if (this.messages.some(({ id }) => id === message.id)) return false;
		this.messages = [...this.messages, message].sort((a, b) => a.at - b.at);
		if (!this.#reading && message.from !== me) this.unread++;
		return true;
	}
}
