/** What is written down of a running session (`council_event`): types by area, and what belongs to each. Evidence: names say what the minutes will say. */

/** Ids are of people (`person`), items (`item`), votes (`vote`), motions (`motion`), speech requests (`request`). Times in data are ms since 1970. */
export interface CouncilEvents {
	'session.opened': { presiding: string };
	'session.suspended': { reason: string };
	'session.resumed': Record<string, never>;
	'session.ended': { reason: 'agenda-done' | 'no-quorum' | 'adjourned' };
	'session.presiding': { person: string; from: string | null; reason: 'handed-over' | 'taken-over' | 'lost' };
	'session.closed-part': { on: boolean; reason: string };
	'agenda.approved': { vote: string | null };
	'agenda.changed': { item: string; what: 'added' | 'moved' | 'withdrawn' };
	/** Of what hangs on the board; the hash is of the newest version's content. Titles stay where only those read them who may. */
	'material.changed': { material: string; what: 'added' | 'replaced' | 'changed' | 'withdrawn'; version: number; sha256: string };
	'item.opened': { item: string; number: string; title: string };
	'item.closed': { item: string };
	'presence.here': { person: string; mode: 'hall' | 'remote'; by: 'desk' | 'clerk' | 'qr' | 'evidence' };
	/** Picture or sound of a remote member has stopped arriving: the grace period runs. */
	'presence.failing': { person: string; picture: boolean; sound: boolean };
	'presence.back': { person: string };
	'presence.gone': { person: string; reason: 'left' | 'evidence' | 'clerk' | 'chair' | 'media-server' };
	/** Nothing is heard of whoever presides, or they are back: a screen's matter, not the minutes'. */
	'presence.connection': { person: string; here: boolean };
	/** For a while the media server saw nobody; nobody has left by their own will. */
	'presence.gap': { from: number; to: number; reason: 'media-server' };
	/** `reason`: empty since reasons are kept apart, for the office only. */
	'presence.excused': { person: string; reason: string };
	/** An excuse was taken back. */
	'presence.expected': { person: string };
	'quorum.changed': { present: number; needed: number; reached: boolean };
	'speech.asked': { request: string; person: string; kind: string };
	'speech.withdrawn': { request: string; person: string };
	'floor.given': { request: string | null; person: string; name: string; kind: string; seconds: number };
	'floor.extended': { person: string; seconds: number };
	'floor.taken': { person: string; reason: 'done' | 'time' | 'chair' | 'gone' };
	'interpreter.set': { participant: string | null };
	/** `person`: null for a proposal of the item itself, and for a rapporteur without an account. */
	'motion.moved': { motion: string; kind: string; person: string | null; name: string; text: string };
	'motion.withdrawn': { motion: string; person: string | null };
	'conflict.declared': { person: string; item: string; reason: string };
	'vote.opened': { vote: string; motion: string | null; title: string; mode: 'open' | 'secret' | 'election'; entitled: string[] };
	'vote.closed': { vote: string; by: 'chair' | 'time' };
	/** Of an election: `for` counts ballots that mark somebody, `abstained` blank ones, `elected` has every candidate. */
	'vote.result': { vote: string; passed: boolean | null; for: number; against: number; abstained: number; notVoted: number; needed: number; of: number; elected?: { id: string; name: string; votes: number; elected: boolean }[] };
	'vote.annulled': { vote: string; reason: string };
	'resolution.adopted': { resolution: string; number: string; vote: string };
	'note.written': { text: string };
	'correction.made': { sequence: number; text: string };
}
export type CouncilEventType = keyof CouncilEvents;
/** What happened, with what belongs to it. */
export type CouncilHappening = { [T in CouncilEventType]: { type: T; data: CouncilEvents[T] } }[CouncilEventType];
