/** The editor's state: what is typed, what of it is saved, and what to say about it. Saves by itself a moment after the last key. */
import { m } from '#lib/paraglide/messages.js';
import type { Block, BlockKind, MinutesDocument } from './document.ts';
import type { EditInput } from './schema.ts';

/** Long enough not to save every letter, short enough that nobody waits for it. */
const PAUSE_MS = 1_200;

type Words = Pick<Block, 'kind' | 'text' | 'closed'>;
const wordsOf = ({ kind, text, closed }: Words): string => JSON.stringify([kind, text, closed]);

export class Editor {
	blocks = $state<Block[]>([]);
	revision = $state(0);
	state = $state<'saved' | 'waiting' | 'saving' | 'failed'>('saved');
	/** Why it was not saved. */
	problem = $state('');
	readonly #address: string;
	#saved: Readonly<Record<string, string>> = {};
	#order = '';
	#timer: ReturnType<typeof setTimeout> | undefined;
	#running: Promise<void> | undefined;

	constructor({ address, document, revision }: { address: string; document: MinutesDocument; revision: number }) {
		this.#address = address;
		this.blocks = document.blocks.map((block) => ({ ...block }));
		this.revision = revision;
		this.#remember(this.blocks);
	}

	/** After every change. */
	touch(): void {
		if (this.#edit() === null) return;
		this.state = 'waiting';
		clearTimeout(this.#timer);
		this.#timer = setTimeout(() => void this.save(), PAUSE_MS);
	}

	/** Saves now. True when nothing is left unsaved. */
	async save(): Promise<boolean> {
		clearTimeout(this.#timer);
		await this.#running;
		const edit = this.#edit();
		if (edit === null) return this.state !== 'failed';
		this.#running = this.#send(edit).finally(() => (this.#running = undefined));
		await this.#running;
		return this.state === 'saved';
	}

	addAfter(index: number, kind: BlockKind): string {
		const before = this.blocks[index];
		const block: Block = { id: crypto.randomUUID(), kind, text: '', topic: null, ref: null, at: null, closed: before?.closed ?? false };
		this.blocks.splice(index + 1, 0, block);
		this.touch();
		return block.id;
	}

	remove(index: number): void {
		this.blocks.splice(index, 1);
		this.touch();
	}

	move(index: number, by: -1 | 1): void {
		const to = index + by;
		const [block] = to < 0 || to >= this.blocks.length ? [] : this.blocks.splice(index, 1);
		if (!block) return;
		this.blocks.splice(to, 0, block);
		this.touch();
	}

	/** Encloses what is selected of a block, so that the public version leaves it out. */
	hide({ index, from, to }: { index: number; from: number; to: number }): void {
		const block = this.blocks[index];
		if (!block || from >= to) return;
		block.text = `${block.text.slice(0, from)}[[${block.text.slice(from, to)}]]${block.text.slice(to)}`;
		this.touch();
	}

	close(): void {
		clearTimeout(this.#timer);
	}

	/** What has changed since it was saved; null when nothing has. */
	#edit(): EditInput | null {
		const order = this.blocks.map(({ id }) => id);
		const blocks = this.blocks.filter((block) => this.#saved[block.id] !== wordsOf(block)).map(({ id, kind, text, closed }) => ({ id, kind, text, closed }));
		return blocks.length === 0 && order.join() === this.#order ? null : { revision: this.revision, order, blocks };
	}

	async #send(edit: EditInput): Promise<void> {
		this.state = 'saving';
		const sent = this.blocks.map((block) => ({ ...block }));
		const response = await fetch(this.#address, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(edit) }).catch(() => null);
		const answer = (await response?.json().catch(() => null)) as { revision?: number; message?: string } | null;
		if (!response?.ok || answer?.revision === undefined) {
			this.problem = answer?.message ?? m.council_minutes_offline();
			this.state = 'failed';
			return;
		}
		this.revision = answer.revision;
		this.#remember(sent);
		this.problem = '';
		this.state = 'saved';
		this.touch();
	}

	#remember(blocks: readonly Block[]): void {
		this.#saved = Object.fromEntries(blocks.map((block) => [block.id, wordsOf(block)]));
		this.#order = blocks.map(({ id }) => id).join();
	}
}
