/**
 * A body's rules of procedure (jednací řád) as settings: each version is kept, and a session keeps the one that it was called under. The law's
 * minimum is a floor that no version may go below.
 */
import * as v from 'valibot';
import type { BodyKind } from '@sal/db';

/** Of what a majority is counted: all seats of the body, vacant ones included; members present; valid votes. */
export const bases = ['all', 'present', 'cast'] as const;
export type Basis = (typeof bases)[number];

const whole = (least: number, most: number) => v.pipe(v.number(), v.integer(), v.minValue(least), v.maxValue(most));
/** More than half is `{ numerator: 1, denominator: 2, over: true }`; at least two thirds `{ 2, 3, over: false }`. */
const share = v.object({ basis: v.picklist(bases), numerator: whole(1, 100), denominator: whole(1, 100), over: v.boolean() });
export type Threshold = v.InferOutput<typeof share>;
const speech = v.object({
	/** Seconds of one turn. */
	seconds: whole(10, 3_600),
	/** Turns of one person in one item; null: as many as they ask for. */
	turns: v.nullable(whole(1, 20))
});

export const procedureSchema = v.object({
	/** Days that the agenda hangs on the notice board before the session. */
	publicationDays: whole(0, 60),
	crisisPublicationDays: whole(0, 60),
	quorum: share,
	/** Members may take part by picture and sound. */
	remote: v.boolean(),
	/** How long, in seconds, picture or sound of a remote member may fail before they count as absent. */
	graceSeconds: whole(0, 600),
	speaking: v.object({ ordinary: speech, faction: speech, factual: speech, reply: speech, guest: speech }),
	/** All speeches on one item together, in minutes; null: no limit. */
	itemMinutes: v.nullable(whole(1, 600)),
	thresholds: v.object({ resolution: share, procedural: share, election: share, special: share }),
	/** Seconds a vote stays open before it closes by itself; null: the chair closes it. */
	voteSeconds: v.nullable(whole(10, 3_600)),
	/** A ballot of an open vote may be changed until the vote closes. */
	ballotsChangeable: v.boolean(),
	/** Personal matters are voted on in secret. */
	electionsSecret: v.boolean(),
	electionRounds: whole(1, 5),
	/** Who has declared a conflict of interest may still vote; the law only asks that it is announced. */
	conflictedVote: v.boolean(),
	/** Whoever is in the queue when these seconds have passed without the presiding person may be replaced by a deputy. */
	takeOverSeconds: whole(10, 3_600),
	/** Of a session without quorum: a substitute one within so many days. */
	substituteDays: whole(1, 60),
	minutesDays: whole(1, 60),
	verifiers: whole(1, 10),
	/** `{n}` running number in the session, `{session}` number of the session, `{year}`, `{total}` running number in the term. */
	resolutionNumber: v.pipe(v.string(), v.trim(), v.minLength(3), v.maxLength(60), v.includes('{')),
	addressee: v.optional(v.pipe(v.string(), v.maxLength(200)), '')
});
export type Procedure = v.InferOutput<typeof procedureSchema>;

const majority = (basis: Basis): Threshold => ({ basis, numerator: 1, denominator: 2, over: true });
const assembly = (kind: BodyKind): boolean => kind === 'regional-assembly' || kind === 'municipal-assembly';

/** Rules for a body that has not approved its own yet: the law where it speaks, else what is usual. */
export function defaultProcedure(kind: BodyKind): Procedure {
	return {
		publicationDays: kind === 'regional-assembly' ? 10 : kind === 'municipal-assembly' ? 7 : 0,
		crisisPublicationDays: assembly(kind) ? 2 : 0,
		quorum: majority('all'),
		remote: true,
		graceSeconds: 30,
		speaking: {
			ordinary: { seconds: 300, turns: 2 },
			faction: { seconds: 300, turns: 1 },
			factual: { seconds: 60, turns: null },
			reply: { seconds: 60, turns: 1 },
			guest: { seconds: 300, turns: 1 }
		},
		itemMinutes: null,
		thresholds: { resolution: majority('all'), procedural: majority(assembly(kind) ? 'all' : 'present'), election: majority('all'), special: { basis: 'all', numerator: 3, denominator: 5, over: false } },
		voteSeconds: null,
		ballotsChangeable: true,
		electionsSecret: true,
		electionRounds: 2,
		conflictedVote: true,
		takeOverSeconds: 120,
		substituteDays: 15,
		minutesDays: kind === 'regional-council' || kind === 'municipal-council' ? 7 : 10,
		verifiers: 2,
		resolutionNumber: '{session}/{n}',
		addressee: ''
	};
}

/** A field of the rules that goes below what the law asks for, with the paragraph. */
export interface BelowTheLaw {
	field: 'publicationDays' | 'crisisPublicationDays' | 'quorum' | 'resolution' | 'minutesDays';
	/** Act 129/2000 Coll. on regions, 128/2000 Coll. on municipalities. */
	law: { paragraph: number; act: '128/2000' | '129/2000' };
	least: number;
}

const reaches = ({ basis, numerator, denominator, over }: Threshold): boolean => basis === 'all' && (numerator / denominator > 0.5 || (numerator / denominator === 0.5 && over));

/** What of the rules goes below the law. Committees and commissions are advisory: the law sets them nothing of this. */
export function belowTheLaw({ kind, settings }: { kind: BodyKind; settings: Procedure }): BelowTheLaw[] {
	const found: BelowTheLaw[] = [];
	const regional = kind === 'regional-assembly';
	const least = regional ? 10 : 7;
	const law = (ofRegions: number, ofMunicipalities: number): BelowTheLaw['law'] => (regional ? { paragraph: ofRegions, act: '129/2000' } : { paragraph: ofMunicipalities, act: '128/2000' });
	if (assembly(kind) && settings.publicationDays < least) found.push({ field: 'publicationDays', law: law(42, 93), least });
	if (assembly(kind) && settings.crisisPublicationDays < 2) found.push({ field: 'crisisPublicationDays', law: law(42, 93), least: 2 });
	if (assembly(kind) && !reaches(settings.quorum)) found.push({ field: 'quorum', law: law(40, 92), least: 50 });
	if (assembly(kind) && !reaches(settings.thresholds.resolution)) found.push({ field: 'resolution', law: law(40, 87), least: 50 });
	if (assembly(kind) && settings.minutesDays > 10) found.push({ field: 'minutesDays', law: law(43, 95), least: 10 });
	return found;
}
