/** The part of minutes that goes through the items: what was said, moved, voted on and resolved, in order. */
import { nameOf, numberOf, publicName, type NewBlock } from './draft-block.ts';
import type { SessionEvent, SessionFacts } from './facts.ts';
import { voteBlocks } from './draft-votes.ts';
import { clock, gone, mode, motionIn, presiding, speechIn } from './words.ts';

/** From the opening of each item to the next one; what happened before the first item comes first. */
export function itemBlocks(facts: SessionFacts): NewBlock[] {
	const blocks: NewBlock[] = [{ kind: 'heading', text: 'Průběh zasedání' }];
	for (const event of facts.events) {
		blocks.push(...blocksOf(event, facts));
	}
	return blocks;
}

/** What the minutes say of one event; nothing when it is told elsewhere in them. */
export function blocksOf(event: SessionEvent, facts: SessionFacts): NewBlock[] {
	// Of the closed part the public version says that there was one: both its ends are told in public.
	const closed = event.closed && event.type !== 'session.closed-part';
	return told(event, facts).map((block) => ({ at: event.at, ...block, closed: closed || (block.closed ?? false) }));
}

function told(event: SessionEvent, facts: SessionFacts): NewBlock[] {
	const { at, data, type } = event;
	const name = (id: string | null) => nameOf(facts, id);
	switch (type) {
		case 'item.opened':
			return item({ id: data.item, at, facts });
		case 'session.suspended':
			return [say(`${clock(at)} Přestávka${data.reason ? `: ${data.reason}` : ''}.`)];
		case 'session.resumed':
			return [say(`${clock(at)} Zasedání pokračuje.`)];
		case 'session.presiding':
			return data.from === null ? [] : [say(`${clock(at)} Řízení zasedání přechází na: ${name(data.person)} (${presiding[data.reason]}).`)];
		case 'session.closed-part':
			return [say(data.on ? `${clock(at)} Začátek neveřejné části.` : `${clock(at)} Konec neveřejné části.`)];
		case 'presence.here':
			// Who was there at the opening stands in the list.
			return facts.session.openedAt === null || at <= facts.session.openedAt ? [] : [say(`${clock(at)} Příchod: ${name(data.person)} (${mode[data.mode]}).`)];
		case 'presence.gone':
			return [say(`${clock(at)} Odchod: ${name(data.person)}${data.reason === 'left' ? '' : ` (${gone[data.reason]})`}.`)];
		case 'presence.gap':
			return [say(`${clock(data.from)}–${clock(data.to)} Výpadek přenosu na straně serveru: přítomnost na dálku nebyla v té době sledována, nikdo neodešel z vlastní vůle.`)];
		case 'quorum.changed':
			return data.reached ? [] : [say(`${clock(at)} Orgán není usnášeníschopný: přítomno ${data.present}, je třeba ${data.needed}.`)];
		case 'floor.given':
			return [{ kind: 'paragraph', text: `${clock(at)} ${publicName(facts, { id: data.person, name: data.name })} (${speechIn(data.kind)})`, topic: 'speech', ref: event.item }];
		case 'motion.moved':
			return [{ kind: 'paragraph', text: `${motionIn(data.kind)} (${publicName(facts, { id: data.person, name: data.name })}): ${data.text}`, topic: 'motion', ref: event.item }];
		case 'motion.withdrawn':
			return [{ kind: 'paragraph', text: `Návrh byl vzat zpět${data.person === null ? '' : ` (${name(data.person)})`}.`, topic: 'motion', ref: event.item }];
		case 'conflict.declared':
			return [{ kind: 'paragraph', text: `${name(data.person)} oznamuje střet zájmů${data.reason ? `: ${data.reason}` : ''}.`, topic: 'conflict', ref: event.item }];
		case 'vote.result':
			return voteBlocks({ result: data, at, facts });
		case 'vote.annulled':
			return [{ kind: 'paragraph', text: `Hlasování č. ${numberOf(facts, data.vote)} bylo prohlášeno za zmatečné: ${data.reason}`, topic: 'vote', ref: data.vote }];
		case 'resolution.adopted':
			return resolution({ id: data.resolution, number: data.number, facts });
		case 'note.written':
			return [{ kind: 'paragraph', text: data.text, topic: 'note', ref: event.item }];
		case 'correction.made':
			return [{ kind: 'paragraph', text: `Oprava: ${data.text}`, topic: 'note', ref: event.item }];
		// These are told elsewhere in the minutes, or by what follows from them.
		case 'agenda.approved':
		case 'agenda.changed':
		case 'floor.extended':
		case 'floor.taken':
		case 'interpreter.set':
		case 'item.closed':
		case 'material.changed':
		case 'presence.back':
		case 'presence.connection':
		case 'presence.excused':
		case 'presence.expected':
		case 'presence.failing':
		case 'session.ended':
		case 'session.opened':
		case 'speech.asked':
		case 'speech.withdrawn':
		case 'vote.closed':
		case 'vote.opened':
			return [];
	}
}

const say = (text: string): NewBlock => ({ kind: 'paragraph', text });

function item({ id, at, facts }: { id: string; at: number; facts: SessionFacts }): NewBlock[] {
	const found = facts.items.find((each) => each.id === id);
	if (!found) return [];
	const rapporteur = found.rapporteur === '' ? '' : ` Předkládá: ${found.rapporteur}.`;
	return [
		{ kind: 'subheading', text: `${found.number} ${found.title}`, topic: 'item', ref: id },
		{ kind: 'paragraph', text: `${clock(at)} Projednávání začíná.${rapporteur}`, ref: id }
	];
}

function resolution({ id, number, facts }: { id: string; number: string; facts: SessionFacts }): NewBlock[] {
	const found = facts.resolutions.find((each) => each.id === id);
	const annulled = found?.annulled ? ` (zrušeno: ${found.annulled})` : '';
	return [{ kind: 'paragraph', text: `Usnesení č. ${number}${annulled}\n${found?.text ?? ''}`, topic: 'resolution', ref: id }];
}
