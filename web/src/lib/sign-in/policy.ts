/** What organisations ask of those who sign in. Pure: times are arguments. */

export interface SignInPolicy {
	/** Which ways in are open. */
	password: boolean;
	passkey: boolean;
	provider: boolean;
	/** Holders of these roles need a second factor; `*`: everybody. */
	secondFactorRoles: readonly string[];
	/** Hours without a visit after which a session ends. */
	sessionHours: number;
	/** Days after signing in, whatever happens. */
	sessionDays: number;
	/** Minutes without a touch after which the screen is locked; null: never. */
	idleMinutes: number | null;
}

export const EVERYBODY = '*';

/**
 * Where no organisation says anything. NIST SP 800-63B-4 §2.1.3 wants a password asked for again within 30 days at AAL1; records of cases and
 * sessions deserve less, and a working week without a question is what offices bear.
 */
export const DEFAULT_POLICY: SignInPolicy = { password: true, passkey: true, provider: true, secondFactorRoles: [], sessionHours: 12, sessionDays: 7, idleMinutes: null };

/** Bounds of what may be set. */
export const LIMITS = { sessionHours: { min: 1, max: 12 }, sessionDays: { min: 1, max: 7 }, idleMinutes: { min: 1, max: 480 } } as const;

const shorter = (a: number | null, b: number | null): number | null => (a === null ? b : b === null ? a : Math.min(a, b));

/** Everything that any of them asks: one that was set below before the one above became stricter loosens nothing. */
export function strictest(policies: readonly SignInPolicy[]): SignInPolicy {
	return policies.reduce(
		(all, each) => ({
			password: all.password && each.password,
			passkey: all.passkey && each.passkey,
			provider: all.provider && each.provider,
			secondFactorRoles: [...new Set([...all.secondFactorRoles, ...each.secondFactorRoles])].sort(),
			sessionHours: Math.min(all.sessionHours, each.sessionHours),
			sessionDays: Math.min(all.sessionDays, each.sessionDays),
			idleMinutes: shorter(all.idleMinutes, each.idleMinutes)
		}),
		DEFAULT_POLICY
	);
}

/** As the fields of its form, in text; roles in their order, so that equal policies are equal texts. */
export const policyValues = ({ secondFactorRoles, idleMinutes, ...plain }: SignInPolicy): Record<string, string> => ({
	...Object.fromEntries(Object.entries(plain).map(([field, value]) => [field, String(value)])),
	secondFactorRoles: [...secondFactorRoles].sort().join(' '),
	idleMinutes: idleMinutes === null ? '' : String(idleMinutes)
});

/** In which respects `policy` would be looser than what holds above it; empty: it may be set. */
export function looserThan(policy: SignInPolicy, above: SignInPolicy): (keyof SignInPolicy)[] {
	const ways = (['password', 'passkey', 'provider'] as const).filter((way) => policy[way] && !above[way]);
	const times = (['sessionHours', 'sessionDays'] as const).filter((time) => policy[time] > above[time]);
	const idle = shorter(policy.idleMinutes, above.idleMinutes) === policy.idleMinutes ? [] : (['idleMinutes'] as const);
	const everybody = policy.secondFactorRoles.includes(EVERYBODY);
	const roles = everybody || above.secondFactorRoles.every((role) => policy.secondFactorRoles.includes(role)) ? [] : (['secondFactorRoles'] as const);
	return [...ways, ...roles, ...times, ...idle];
}

/** How a session was opened, and when it was last used. */
export interface SessionFacts {
	/** `link`: by a one-time link in which a password was set. */
	method: 'password' | 'passkey' | 'provider' | 'link';
	secondFactorAt: Date | null;
	createdAt: Date;
	lastSeenAt: Date;
	lockedAt: Date | null;
}

/**
 * What stands between a session and the portal. `ended`: its time is over. `method`: its way in is open no more. `locked`: somebody must show
 * that it is still they. `second-factor`: one is needed and was not shown.
 */
export type Demand = 'none' | 'ended' | 'method' | 'locked' | 'second-factor';

const HOUR = 3_600_000;

/** Does this policy ask holders of these roles for a second factor? */
export function asksSecondFactor(policy: SignInPolicy, roles: readonly string[]): boolean {
	return policy.secondFactorRoles.some((wanted) => wanted === EVERYBODY || roles.includes(wanted));
}

/** A one-time link ends in a password, so it goes where passwords go. */
export const admits = (policy: SignInPolicy, method: SessionFacts['method']): boolean => policy[method === 'link' ? 'password' : method];

/** What is asked of this session now, the gravest first. `roles`: those that its affiliation holds. */
export function demandOf({ policy, session, roles, now }: { policy: SignInPolicy; session: SessionFacts; roles: readonly string[]; now: Date }): Demand {
	const idle = now.getTime() - session.lastSeenAt.getTime();
	const age = now.getTime() - session.createdAt.getTime();
	if (age >= policy.sessionDays * 24 * HOUR || idle >= policy.sessionHours * HOUR) return 'ended';
	if (!admits(policy, session.method)) return 'method';
	if (session.lockedAt || (policy.idleMinutes !== null && idle >= policy.idleMinutes * 60_000)) return 'locked';
	return asksSecondFactor(policy, roles) && !session.secondFactorAt ? 'second-factor' : 'none';
}
