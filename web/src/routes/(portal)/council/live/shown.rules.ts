/** What a screen shows when news of a session arrive by two ways: from the media server at once, and from the portal with what belongs to one person. */
import type { Live } from '../live.ts';
import type { Mine } from '../votes/mine.ts';

/** Is this state to be shown after that one? Of two of one version the later has counted more ballots. */
export function follows(before: Live, after: Live): boolean {
	if (after.session !== before.session) return false;
	return after.version > before.version || (after.version === before.version && (after.vote?.cast ?? 0) >= (before.vote?.cast ?? 0));
}

/** A state that was sent to everybody holds no words of a closed item; those that this screen was given before stay. */
export function withKnownWords(before: Live, after: Live): Live {
	if (!after.item?.closed) return after;
	const known = new Map(before.motions.map(({ id, text }) => [id, text]));
	return {
		...after,
		motions: after.motions.map((motion) => (motion.text ? motion : { ...motion, text: known.get(motion.id) ?? '' })),
		vote: after.vote && !after.vote.text && after.vote.id === before.vote?.id ? { ...after.vote, text: before.vote.text, candidates: before.vote.candidates } : after.vote
	};
}

/** What can be said of a person at once, until the portal has answered: who is present when a vote is opened may vote, and has not voted yet. The portal decides. */
export function foreseen(mine: Mine, before: Live, after: Live): Mine {
	const conflict = mine.conflict && after.item?.id === before.item?.id;
	const presiding = mine.mayPreside && after.presiding?.id === mine.person;
	if (after.vote === null || after.vote.id === before.vote?.id) return { ...mine, presiding, conflict };
	const presence = after.members.find(({ id }) => id === mine.person)?.presence ?? 'absent';
	return { ...mine, presiding, conflict, voter: mine.seated && presence !== 'absent' && presence !== 'excused', choice: null };
}

/** Between two questions to the portal while news come by themselves, in ms. What a voter does on another screen is no news: for them the pause is short. Who only watches is one of hundreds. */
const SURE = 15_000;
const SURE_OF_BALLOT = 5_000;
const SURE_OF_WATCHING = 60_000;

/** How long a screen that is told waits before it asks whether it shows the truth, in ms: hundreds of screens ask the same portal that takes the ballots. */
export function toBeSure({ voter, seated, mayPreside }: Pick<Mine, 'voter' | 'seated' | 'mayPreside'>, { vote }: Pick<Live, 'vote'>): number {
	if (!seated && !mayPreside) return SURE_OF_WATCHING;
	return voter && vote?.state === 'open' ? SURE_OF_BALLOT : SURE;
}

/** What of a state decides about a person: the rest, as who speaks and who else has come, changes nothing that is theirs alone. */
const decisive = ({ person }: Pick<Mine, 'person'>, { state, closedPart, vote, item, presiding, members }: Live): string => {
	const me = members.find(({ id }) => id === person);
	return JSON.stringify([state, closedPart, vote?.id, vote?.state, item?.id, presiding?.id, me?.presence, me?.office]);
};

/** Has the portal something new to say to this person alone, beside the state that is for everybody? Not to those who watch: they are many. */
export const concerns = (mine: Mine, before: Live, after: Live): boolean =>
	(mine.seated || mine.mayPreside || after.members.some(({ id }) => id === mine.person)) && decisive(mine, before) !== decisive(mine, after);
