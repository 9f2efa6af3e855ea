/** The part of minutes that says who was there. */
import { nameOf, type NewBlock } from './draft-block.ts';
import type { SessionFacts } from './facts.ts';
import { presenceOf, presentAt, type MemberPresence, type Stay } from './presence.rules.ts';
import { clock, counted, gone, mode } from './words.ts';

const MEMBERS = ['člen', 'členové', 'členů'] as const;

export function presenceBlocks(facts: SessionFacts): NewBlock[] {
	const { session, events, members } = facts;
	const presence = presenceOf(events, { endedAt: session.endedAt });
	const came = presence.filter(({ stays }) => stays.length > 0);
	const excused = presence.filter(({ stays, excuse }) => stays.length === 0 && excuse !== null);
	const missing = members.filter(({ id }) => !came.some(({ person }) => person === id) && !excused.some(({ person }) => person === id));
	const names = (list: readonly { person: string }[]) => inCzech(list.map(({ person }) => nameOf(facts, person)));
	return [
		{ kind: 'heading', text: 'Přítomnost' },
		{ kind: 'paragraph', text: atOpening(facts, presence), topic: 'present', at: session.openedAt },
		{ kind: 'list', text: inCzech(came.map((member) => `${nameOf(facts, member.person)}: ${line(member)}`)).join('\n') },
		{ kind: 'paragraph', text: excused.length === 0 ? '' : `Omluveni: ${names(excused).join(', ')}.` },
		{ kind: 'paragraph', text: missing.length === 0 ? '' : `Nepřítomni bez omluvy: ${inCzech(missing.map(({ name }) => name)).join(', ')}.` }
	];
}

function atOpening({ session, body, events }: SessionFacts, presence: MemberPresence[]): string {
	if (session.openedAt === null) return '';
	const present = presentAt(presence, session.openedAt);
	const remote = present.filter((each) => each.mode === 'remote').length;
	const quorum = events.findLast((event) => event.type === 'quorum.changed' && event.at <= (session.openedAt ?? 0)) ?? events.find((event) => event.type === 'quorum.changed');
	const needed = quorum?.type === 'quorum.changed' ? ` K usnášeníschopnosti jich je třeba ${quorum.data.needed}.` : '';
	return `Při zahájení: ${counted(present.length, MEMBERS)} z ${body.seats}${remote > 0 ? `, z toho ${remote} na dálku` : ''}.${needed}`;
}

function line({ stays, failures }: MemberPresence): string {
	const there = stays.map((stay) => `${mode[stay.mode]} ${span(stay)}${why(stay)}`).join('; ');
	return failures.length === 0 ? there : `${there}; výpadek obrazu nebo zvuku ${failures.map(span).join(', ')}`;
}

const span = ({ from, to }: { from: number; to: number | null }): string => `${clock(from)}–${to === null ? '' : clock(to)}`;
/** That somebody left is said by the time alone. */
const why = ({ left }: Stay): string => (left === null || left === 'left' ? '' : ` (${gone[left]})`);
const inCzech = (names: string[]): string[] => names.toSorted((a, b) => a.localeCompare(b, 'cs'));
