/** A personal note while it is written: what is typed, what of it is saved, and what to say about it. Saves by itself a moment after the last key. */
import { m } from '#lib/paraglide/messages.js';
import { NOTE_MOST, SEEN_MOST, type OtherNote } from './schema.ts';

/** Long enough not to save every letter, short enough that nobody waits for it. */
const PAUSE_MS = 1_000;
/** How long to wait before each further attempt while the line is down; the last one again and again. */
const RETRY_MS = [3_000, 6_000, 12_000, 30_000];
const ANSWER_MS = 15_000;

export interface Stored {
	/** When it was read; by the server's clock, ms since 1970. */
	at: number;
	/** Null: there was none. */
	note: OtherNote | null;
}
export interface Whose {
	session: string;
	item: string;
	person: string;
}
type Answer = { at?: string; message?: string; other?: OtherNote } | null;

export class NoteDraft {
	text = $state('');
	/** `other`: it was changed elsewhere, and somebody must say what is to stay. */
	state = $state<'saved' | 'waiting' | 'saving' | 'failed' | 'long' | 'other'>('saved');
	/** Was anything saved since the page was opened? */
	touched = $state(false);
	/** Why it is not saved. */
	problem = $state('');
	other = $state<OtherNote | null>(null);
	readonly #address: string;
	readonly #person: string;
	#saved = '';
	/** Revisions that are this page's own: what was read, and what was sent since, whether the answer came or not. */
	#seen: string[] = [];
	#at = 0;
	#failures = 0;
	#timer: ReturnType<typeof setTimeout> | undefined;
	#running: Promise<void> | undefined;

	constructor({ session, item, person }: Whose) {
		this.#address = `/council/${session}/notes/${item}`;
		this.#person = person;
	}

	get unsaved(): boolean {
		return this.text !== this.#saved;
	}

	/** Takes what the server has told, unless it is older than what was saved from here, or something here is not saved yet. */
	adopt({ at, note }: Stored): void {
		if (at < this.#at || this.unsaved || this.#running) return;
		this.#at = at;
		this.text = this.#saved = note?.text ?? '';
		this.#seen = note ? [note.revision] : [];
	}

	/** After every change. */
	touch(): void {
		if (this.state === 'other') return;
		clearTimeout(this.#timer);
		if (this.text.length > NOTE_MOST) {
			this.state = 'long';
			this.problem = m.council_notes_too_long({ most: NOTE_MOST });
		} else if (this.unsaved) {
			this.state = 'waiting';
			this.#timer = setTimeout(() => void this.save(), PAUSE_MS);
		} else if (!this.#running) this.state = 'saved';
	}

	/** Saves now what is not saved; does nothing while somebody must decide or shorten it. */
	async save(): Promise<void> {
		clearTimeout(this.#timer);
		await this.#running;
		if (!this.unsaved || this.state === 'other' || this.text.length > NOTE_MOST) return;
		this.#running ??= this.#send(this.text).finally(() => (this.#running = undefined));
		await this.#running;
	}

	/** Says what is to stay of a note that was changed elsewhere. */
	async keep(which: 'mine' | 'other' | 'both'): Promise<void> {
		const { other } = this;
		if (!other) return;
		this.other = null;
		this.#saved = other.text;
		this.#seen = [other.revision];
		this.state = 'saved';
		if (which === 'other') this.text = other.text;
		if (which === 'both') this.text = `${other.text}\n\n${this.text}`;
		this.touch();
		await this.save();
	}

	async #send(text: string): Promise<void> {
		this.state = 'saving';
		const revision = crypto.randomUUID();
		const body = JSON.stringify({ person: this.#person, text, revision, seen: this.#seen.slice(-SEEN_MOST) });
		this.#seen.push(revision);
		// Kept alive: what is sent as the page goes away arrives all the same.
		const response = await fetch(this.#address, { method: 'POST', headers: { 'content-type': 'application/json' }, body, keepalive: true, signal: AbortSignal.timeout(ANSWER_MS) }).catch(() => null);
		const answer = (await response?.json().catch(() => null)) as Answer | undefined;
		if (response?.ok && answer?.at !== undefined) this.#kept({ text, revision, at: Date.parse(answer.at) });
		else if (response?.status === 409 && answer?.other) {
			this.other = answer.other;
			this.state = 'other';
		} else this.#refused(response !== null && response.status < 500 ? answer?.message : undefined);
	}

	#kept({ text, revision, at }: { text: string; revision: string; at: number }): void {
		this.#saved = text;
		this.#seen = [revision];
		this.#at = at;
		this.#failures = 0;
		this.problem = '';
		this.touched = true;
		this.state = 'saved';
		this.touch();
	}

	/** Without a reason it is the line: it is tried again by itself. */
	#refused(why: string | undefined): void {
		this.problem = why ?? m.council_notes_offline();
		this.state = 'failed';
		if (why !== undefined) return;
		this.#timer = setTimeout(() => void this.save(), RETRY_MS[Math.min(this.#failures, RETRY_MS.length - 1)]);
		this.#failures += 1;
	}
}
