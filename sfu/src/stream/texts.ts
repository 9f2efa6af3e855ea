/** What stands on the public stream. One stream for all: in Czech, the language of the proceedings. */
import type { Notice, ShownVote } from '../streaming/messages.ts';

export const noticeTexts: Record<Notice | 'lost', { head: string; body: string }> = {
	before: { head: 'Zasedání ještě nezačalo', body: 'Přenos začne, až předsedající zasedání zahájí.' },
	suspended: { head: 'Zasedání je přerušeno', body: 'Přenos bude pokračovat, až předsedající zasedání obnoví.' },
	closed: { head: 'Neveřejná část zasedání', body: 'Obraz a zvuk se nepřenášejí. Přenos bude pokračovat po jejím skončení.' },
	after: { head: 'Zasedání skončilo', body: 'Děkujeme, že jste sledovali přenos.' },
	lost: { head: 'Přenos je na chvíli přerušen', body: 'Obraz a zvuk ze sálu teď nepřicházejí. Není třeba nic dělat, přenos bude pokračovat.' }
};

export const itemText = ({ number, title }: { number: string; title: string }): string => `Bod ${number} · ${title}`;

/** Lines of a vote: a word for its state, and the numbers. `passed`: of a vote that has been decided. */
export function voteText(vote: ShownVote): { head: string; body: string | null; passed: boolean | null } {
	if (vote.state === 'open') return { head: 'Hlasování probíhá', body: null, passed: null };
	if (vote.state === 'annulled') return { head: 'Hlasování bylo zrušeno', body: null, passed: null };
	const { counts, passed, elected } = vote;
	if (elected.length > 0) return { head: elected.length === 1 ? 'Byl(a) zvolen(a)' : 'Byli zvoleni', body: elected.join(', '), passed: true };
	const body = counts === null ? null : `Pro ${counts.for} · Proti ${counts.against} · Zdrželo se ${counts.abstained} · Nehlasovalo ${counts.notVoted}`;
	return { head: passed === null ? 'Hlasování skončilo' : passed ? 'Přijato' : 'Nepřijato', body, passed };
}

/** The time of day where the session is held. */
export function clockText(at: number, zone: string): string {
	return new Intl.DateTimeFormat('cs', { timeZone: zone, hour: 'numeric', minute: '2-digit', second: '2-digit' }).format(at);
}
