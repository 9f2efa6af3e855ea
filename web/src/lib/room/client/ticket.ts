import * as v from 'valibot';

const ticketSchema = v.object({ sfu: v.pipe(v.string(), v.regex(/^\/sfu\/[\w-]+$/)), token: v.pipe(v.string(), v.minLength(1)), room: v.pipe(v.string(), v.uuid()) });
/** What the portal hands out to someone who may enter: which media server, and the token that opens the door there. */
export type Ticket = v.InferOutput<typeof ticketSchema>;

/** The portal said no (or is unreachable): `portal-refused` is final, `portal-unreachable` is not. */
export class TicketError extends Error {
	readonly code: 'portal-refused' | 'portal-unreachable';
	constructor(code: 'portal-refused' | 'portal-unreachable', options?: ErrorOptions) {
		super(`no ticket: ${code}`, options);
		this.name = 'TicketError';
		this.code = code;
	}
}

/** A token fetched ahead of the click is used for so long; what the portal decides may change. */
const FRESH = 20_000;

export class TicketOffice {
	readonly #url: string;
	#ahead: { ticket: Promise<Ticket>; at: number } | null = null;

	constructor(url: string) {
		this.#url = url;
	}

	/** Asks for a ticket while the finger is on its way to the button, so that the click does not wait for it. */
	prepare(): void {
		if (this.#ahead && Date.now() - this.#ahead.at < FRESH) return;
		const ticket = this.#fetch();
		ticket.catch(() => (this.#ahead = null));
		this.#ahead = { ticket, at: Date.now() };
	}

	/** @throws {TicketError} */
	async take(): Promise<Ticket> {
		const ahead = this.#ahead;
		this.#ahead = null;
		return ahead && Date.now() - ahead.at < FRESH ? ahead.ticket : this.#fetch();
	}

	async #fetch(): Promise<Ticket> {
		let response: Response;
		try {
			response = await fetch(this.#url, { method: 'POST', headers: { accept: 'application/json', 'content-type': 'application/json' }, body: '{}' });
		} catch (error) {
			throw new TicketError('portal-unreachable', { cause: error });
		}
		if (response.status >= 500 || response.status === 429) throw new TicketError('portal-unreachable');
		if (!response.ok) throw new TicketError('portal-refused');
		const parsed = v.safeParse(ticketSchema, await response.json().catch(() => null));
		if (!parsed.success) throw new TicketError('portal-unreachable');
		return parsed.output;
	}
}
