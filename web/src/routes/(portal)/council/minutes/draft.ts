/**
 * Drafts minutes from the session's events. What the law asks for (number present, approved agenda, course and result of votes, resolutions: Act 129/2000 § 43,
 * Act 128/2000 § 95) and what helps to read it. A person goes over it afterwards.
 */
import type { Block, MinutesDocument } from './document.ts';
import { nameOf, type NewBlock } from './draft-block.ts';
import { itemBlocks } from './draft-course.ts';
import { presenceBlocks } from './draft-presence.ts';
import type { SessionFacts } from './facts.ts';
import { clock, ended, moment } from './words.ts';

/** The same facts always give the same document: drafting again tells what has changed. */
export function draftMinutes(facts: SessionFacts): MinutesDocument {
	const blocks = [...head(facts), ...presenceBlocks(facts), ...verifiers(facts), ...agenda(facts), ...itemBlocks(facts), ...end(facts)];
	return { format: 'sal-minutes/1', blocks: blocks.filter(({ text }) => text.trim() !== '').map(numbered) };
}

const numbered = ({ kind, text, topic = null, ref = null, at = null, closed = false }: NewBlock, index: number): Block => ({ id: `b${index + 1}`, kind, text, topic, ref, at, closed });

function head(facts: SessionFacts): NewBlock[] {
	const { body, session, events } = facts;
	const opened = events.find((event) => event.type === 'session.opened');
	const began = session.openedAt ?? opened?.at ?? session.startsAt;
	const lines = [`Orgán: ${body.name}`, `Místo: ${session.place}`, `Zahájení: ${moment(began)}`, ...(session.endedAt === null ? [] : [`Ukončení: ${moment(session.endedAt)}`]), ...(opened ? [`Předsedající: ${nameOf(facts, opened.data.presiding)}`] : [])];
	return [
		{ kind: 'title', text: `Zápis: ${session.title}` },
		{ kind: 'list', text: lines.join('\n'), topic: 'opening', at: began }
	];
}

function verifiers({ verifiers: names }: SessionFacts): NewBlock[] {
	return names.length === 0 ? [] : [{ kind: 'heading', text: 'Ověřovatelé zápisu' }, { kind: 'list', text: names.join('\n'), topic: 'verifiers' }];
}

function agenda({ items, events }: SessionFacts): NewBlock[] {
	const approved = events.find((event) => event.type === 'agenda.approved');
	const lines = items.filter(({ state }) => state !== 'withdrawn').map(({ number, title, late }) => `${number} ${title}${late ? ' (zařazeno dodatečně)' : ''}`);
	const withdrawn = items.filter(({ state }) => state === 'withdrawn').map(({ number, title }) => `${number} ${title}`);
	return [
		{ kind: 'heading', text: 'Program' },
		{ kind: 'paragraph', text: approved ? `Program byl schválen v ${clock(approved.at)} v tomto znění:` : 'Program zasedání:', topic: 'agenda', at: approved?.at ?? null },
		{ kind: 'list', text: lines.join('\n') },
		...(withdrawn.length === 0 ? [] : [{ kind: 'paragraph' as const, text: `Z programu bylo staženo: ${withdrawn.join('; ')}.` }])
	];
}

function end({ session, events }: SessionFacts): NewBlock[] {
	const over = events.findLast((event) => event.type === 'session.ended');
	if (!over && session.endedAt === null) return [];
	const at = over?.at ?? session.endedAt ?? 0;
	return [
		{ kind: 'heading', text: 'Závěr' },
		{ kind: 'paragraph', text: `Zasedání bylo ukončeno v ${clock(at)}${over ? `: ${ended[over.data.reason]}` : ''}.`, topic: 'end', at }
	];
}
