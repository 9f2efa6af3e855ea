/** Affiliations and roles of people. Pure: the store reads the facts, the rules decide. */
import { may } from '#lib/permissions/decide.ts';
import { OPERATOR } from '#lib/permissions/frame.ts';
import type { Subject } from '#lib/permissions/types.ts';
import { permissions } from './permissions.ts';
import { administers } from './rules.ts';

export interface Span {
	/** Days; `validUntil` is the first one on which it no longer holds, null: open. */
	validFrom: string;
	validUntil: string | null;
}

/** Do two spans share a day? */
export function overlap(a: Span, b: Span): boolean {
	return (b.validUntil === null || a.validFrom < b.validUntil) && (a.validUntil === null || b.validFrom < a.validUntil);
}

export type AffiliationProblem = 'until-before-from' | 'already-there' | 'organisation-closed' | 'before-organisation';

/** Why a person cannot belong to an organisation in that span; null: they can. Twice at once in one organisation says nothing. */
export function affiliationProblem({ span, organisation, others }: { span: Span; organisation: Span; others: readonly Span[] }): AffiliationProblem | null {
	if (span.validUntil !== null && span.validUntil <= span.validFrom) return 'until-before-from';
	if (organisation.validUntil !== null) return 'organisation-closed';
	if (span.validFrom < organisation.validFrom) return 'before-organisation';
	return others.some((other) => overlap(span, other)) ? 'already-there' : null;
}

/** Roles over the portal itself, or over everybody's records. The policies of `role_grant` name the same two. */
export const operatorsRoles = ['portal.admin', 'region.auditor'] as const;

/** May the subject give, or take, this role for the organisation with this path? */
export function mayGrant({ subject, role, path, now }: { subject: Subject; role: string; path: readonly string[]; now: Date }): boolean {
	const traits = operatorsRoles.some((one) => one === role) ? (['operators-role'] as const) : [];
	return may({ subject, action: permissions.actions.grant, resource: { path, relations: [], traits }, now });
}

/** Does the subject run the portal, for the organisation with this path? */
const operates = (subject: Subject, path: readonly string[], now: Date): boolean => mayGrant({ subject, role: OPERATOR, path, now });

export type GrantProblem = 'role-beyond' | 'oneself' | 'affiliation-ended' | 'until-past' | 'held-already' | 'organisation-closed';

export interface GrantQuestion {
	/** Whoever gives the role. */
	subject: Subject;
	role: string;
	/** For which organisation. */
	organisation: { path: readonly string[]; validUntil: string | null };
	/** To whom, and where they are placed. */
	affiliation: Span & { person: string; path: readonly string[] };
	/** Instant of its end, null: none. */
	until: Date | null;
	/** Roles that the affiliation has for that very organisation. */
	held: readonly string[];
	now: Date;
	/** The day of `now`. */
	today: string;
}

/**
 * Why a role cannot be given; null: it can. A delegated administrator reaches neither out of the subtree nor up to roles over the portal, and
 * nobody but an operator gives anything to themself: two people see it then.
 */
export function grantProblem({ subject, role, organisation, affiliation, until, held, now, today }: GrantQuestion): GrantProblem | null {
	if (!mayGrant({ subject, role, path: organisation.path, now }) || !administers({ subject, path: affiliation.path, now })) return 'role-beyond';
	if (subject.kind === 'person' && subject.person === affiliation.person && !operates(subject, organisation.path, now)) return 'oneself';
	if (organisation.validUntil !== null) return 'organisation-closed';
	if (affiliation.validUntil !== null && affiliation.validUntil <= today) return 'affiliation-ended';
	if (until !== null && until <= now) return 'until-past';
	return held.includes(role) ? 'held-already' : null;
}

/** How a role stands at `now`. */
export type GrantState = 'holds' | 'to-come' | 'over' | 'revoked';

export function grantState({ validFrom, validUntil, revokedAt }: { validFrom: Date; validUntil: Date | null; revokedAt: Date | null }, now: Date): GrantState {
	if (revokedAt !== null) return 'revoked';
	if (now < validFrom) return 'to-come';
	return validUntil !== null && validUntil <= now ? 'over' : 'holds';
}

/** How a span stands on `today`. */
export function spanState({ validFrom, validUntil }: Span, today: string): Exclude<GrantState, 'revoked'> {
	if (today < validFrom) return 'to-come';
	return validUntil !== null && validUntil <= today ? 'over' : 'holds';
}
