/** A block on its way into the draft, and how people and votes are called in it. */
import type { BlockKind, Topic } from './document.ts';
import type { SessionFacts } from './facts.ts';

export interface NewBlock {
	kind: BlockKind;
	text: string;
	topic?: Topic | null;
	ref?: string | null;
	at?: number | null;
	closed?: boolean;
}

/** A name by id: of a member, or of somebody else who occurs. */
export function nameOf(facts: SessionFacts, id: string | null): string {
	return facts.members.find((member) => member.id === id)?.name ?? facts.names.get(id ?? '') ?? 'neznámá osoba';
}

/** A name that everybody may read when it is a member's or the office's; that of anybody else in marks. */
export function publicName(facts: SessionFacts, { id, name }: { id: string | null; name: string }): string {
	const known = facts.members.some((member) => member.id === id || member.name === name) || facts.office.includes(name) || facts.items.some(({ rapporteur }) => rapporteur === name);
	return known || name === '' ? name : `[[${name}]]`;
}

/** Votes are counted from 1 in the session, in the order in which they were opened. */
export function numberOf({ events }: SessionFacts, vote: string): number {
	return events.filter((event) => event.type === 'vote.opened').findIndex((event) => event.type === 'vote.opened' && event.data.vote === vote) + 1;
}
