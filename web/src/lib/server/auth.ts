/** Sessions. The one file that knows lucia: upstream ended it in 2025, so nothing else may import it. */
import { DrizzlePostgreSQLAdapter } from '@lucia-auth/adapter-drizzle';
import { findActor, person, session, withIdentity, type Actor, type Database, type Origin, type PersonActor, type Tx } from '@sal/db';
import { DEFAULT_POLICY, demandOf, type Demand, type SessionFacts } from '#lib/sign-in/policy.ts';
import { eq, lte, or, sql } from 'drizzle-orm';
import { Lucia, TimeSpan, type Adapter } from 'lucia';
import { audit } from './audit.ts';
import { hashSecret } from './secret.ts';
import { policyOf } from './sign-in/policy.ts';

/** Longest that a session lives, where no organisation asks for less. */
export const SESSION_HOURS = DEFAULT_POLICY.sessionHours;
export const SESSION_DAYS = DEFAULT_POLICY.sessionDays;
const OLDEST = SESSION_DAYS * 86_400_000;

/** Who is signed in, as pages may show it. */
export interface User {
	id: string;
	name: string;
	email: string;
	/** The affiliation that they act in. */
	affiliation: string;
	position: string;
	organisationId: string;
	organisationName: string;
	/** Name of the person in whose place they act. */
	represents: string | null;
}

export interface SignedIn {
	user: User;
	actor: PersonActor;
	/** Of the session: what lists call it by. */
	handle: string;
	lastSeenAt: Date;
	/** When its holder last showed who they are. */
	provedAt: Date | null;
	/** What stands between this session and the portal; while it is anything but `none`, nobody is signed in. */
	demand: Exclude<Demand, 'ended'>;
	/** After how many idle minutes the screen is locked. */
	idleMinutes: number | null;
	/** Set when the session was renewed: send this cookie. */
	cookie: SessionCookie | undefined;
}

export interface SessionCookie {
	name: string;
	value: string;
	attributes: { path: string; httpOnly: boolean; secure: boolean; sameSite: 'lax' | 'strict' | 'none'; maxAge?: number; expires?: Date };
}

export interface NewSession {
	personId: string;
	userAgent: string;
	/** Network address. */
	address?: string;
	/** `password` unless told otherwise. */
	method?: SessionFacts['method'];
	/** A second factor was shown, or the one that was shown is worth two. */
	secondFactor?: boolean;
	/** When they have: now, unless told otherwise; null: nobody has told. */
	provedAt?: Date | null;
}

export interface Auth {
	cookieName: string;
	signIn(options: NewSession): Promise<SessionCookie>;
	/** The cookie of a session under another id; for {@link raiseSession}. */
	cookieOf(sessionId: string): SessionCookie;
	/** Who holds this session id; undefined when it is unknown, expired, the account is disabled, or has no place in any organisation today. */
	validate(sessionId: string): Promise<SignedIn | undefined>;
	/**
	 * From now on the session acts in this affiliation, or in this substitution; answers with false, and changes nothing, when it is not
	 * the person's to act in today.
	 */
	actIn(options: { sessionId: string; personId: string; affiliation?: string; substitution?: string }): Promise<boolean>;
	signOut(sessionId: string): Promise<void>;
	/** Ends every session of the person; running meetings put them out too. */
	signOutEverywhere(personId: string, origin?: Origin): Promise<void>;
	blankCookie(): SessionCookie;
}

/** lucia's PostgreSQL adapter, except that the table never sees a session id, only its SHA-256. */
function hashingAdapter(db: Database): Adapter {
	const run = <T>(fn: (adapter: DrizzlePostgreSQLAdapter, tx: Tx) => Promise<T>) => withIdentity(db, (tx: Tx) => fn(new DrizzlePostgreSQLAdapter(tx as never, session as never, person as never), tx));
	return {
		deleteSession: (id) => run((adapter) => adapter.deleteSession(hashSecret(id))),
		deleteUserSessions: (userId) => run((adapter) => adapter.deleteUserSessions(userId)),
		deleteExpiredSessions: () => run((adapter) => adapter.deleteExpiredSessions()),
		getUserSessions: (userId) => run((adapter) => adapter.getUserSessions(userId)),
		setSession: (row) => run((adapter) => adapter.setSession({ ...row, id: hashSecret(row.id) })),
		updateSessionExpiration: (id, expiresAt) => run((adapter) => adapter.updateSessionExpiration(hashSecret(id), expiresAt)),
		// Who it is, is read along: every request asks both, and one transaction costs it half of two.
		getSessionAndUser: (id) =>
			run(async (adapter, tx) => {
				const [found, user] = await adapter.getSessionAndUser(hashSecret(id));
				if (!found || !user || tooOld(found.attributes)) return [null, null];
				const who = await readUser(tx, user.id, found.attributes as object as Attributes);
				return [{ ...found, id, attributes: { ...found.attributes, who } }, user];
			})
	};
}

/** lucia knows the sliding end only; the other columns of the row come as attributes. */
const tooOld = (attributes: object): boolean => 'createdAt' in attributes && attributes.createdAt instanceof Date && attributes.createdAt.getTime() <= Date.now() - OLDEST;

/** Sessions over this database; `secure` when the portal's origin is https. */
export function createAuth({ db, secure }: { db: Database; secure: boolean }): Auth {
	// The prefix makes browsers refuse a cookie that a sibling domain or plain http has planted.
	const cookieName = secure ? '__Host-sal_session' : 'sal_session';
	const lucia = new Lucia(hashingAdapter(db), {
		sessionExpiresIn: new TimeSpan(SESSION_HOURS, 'h'),
		getSessionAttributes: (attributes) => attributes as object as Attributes,
		sessionCookie: { name: cookieName, attributes: { secure, sameSite: 'lax', path: '/' } }
	});
	const plain = (cookie: { name: string; value: string; attributes: object }) => ({ name: cookie.name, value: cookie.value, attributes: { path: '/', httpOnly: true, secure, sameSite: 'lax' as const, ...cookie.attributes } });

	return {
		cookieName,
		async signIn({ personId, userAgent, address = '', method = 'password', secondFactor = false, provedAt = new Date() }) {
			const created = await lucia.createSession(personId, { userAgent: userAgent.slice(0, 300), address, method, secondFactorAt: secondFactor ? new Date() : null, provedAt } as never);
			return plain(lucia.createSessionCookie(created.id));
		},
		cookieOf: (sessionId) => plain(lucia.createSessionCookie(sessionId)),
		async validate(sessionId) {
			const { session: valid } = await lucia.validateSession(sessionId);
			if (!valid) return undefined;
			const { who } = valid as object as { who: Who | undefined };
			return who && { ...who, cookie: valid.fresh ? plain(lucia.createSessionCookie(valid.id)) : undefined };
		},
		actIn: ({ sessionId, personId, affiliation = null, substitution = null }) =>
			withIdentity(db, async (tx) => {
				const found = await findActor(tx, { person: personId, affiliation, substitution });
				if (!found || (substitution ? found.actor.substitution?.id !== substitution : found.actor.affiliation !== affiliation)) return false;
				await tx.update(session).set({ affiliationId: found.actor.affiliation, substitutionId: substitution }).where(eq(session.id, hashSecret(sessionId)));
				const { affiliation: place, organisation: house, substitution: standIn } = found.actor;
				await audit(tx, { action: 'session.switched', object: { kind: 'affiliation', id: place, organisation: house }, detail: { substitution: standIn !== undefined }, subjects: standIn ? [standIn.person] : [], person: personId });
				return true;
			}),
		signOut: (sessionId) => lucia.invalidateSession(sessionId),
		signOutEverywhere: (personId, origin) =>
			withIdentity(
				db,
				async (tx) => {
					await tx.delete(session).where(eq(session.userId, personId));
					await tx.execute(sql`select sal_review(null, ${personId}::uuid, true)`);
					await audit(tx, { action: 'session.sign-out-everywhere', person: personId });
				},
				origin
			),
		blankCookie: () => plain(lucia.createBlankSessionCookie())
	};
}

/** Deletes sessions that open nothing any more. Answers with how many went. */
export async function forgetSessions(db: Database, now: Date): Promise<number> {
	const gone = await withIdentity(db, (tx) => tx.delete(session).where(or(lte(session.expiresAt, now), lte(session.createdAt, new Date(now.getTime() - OLDEST)))));
	return gone.count;
}

/** What of a session's row lucia does not know: in which place the person acts, and how they came. */
interface Attributes extends SessionFacts {
	handle: string;
	provedAt: Date | null;
	affiliationId: string | null;
	substitutionId: string | null;
}

type Who = Omit<SignedIn, 'cookie'>;

async function readUser(tx: Tx, personId: string, facts: Attributes): Promise<Who | undefined> {
	const found = await findActor(tx, { person: personId, affiliation: facts.affiliationId, substitution: facts.substitutionId });
	const [row] = found ? await tx.select({ id: person.id, name: person.name, email: person.email }).from(person).where(eq(person.id, personId)) : [];
	if (!found || !row) return undefined;
	const { actor, organisationName, position, representedName: represents } = found;
	const policy = await policyOf(tx, actor.organisation);
	const demand = demandOf({ policy, session: facts, roles: actor.grants.map(({ role }) => role), now: new Date() });
	if (demand === 'ended') return undefined;
	const user = { ...row, affiliation: actor.affiliation, position, organisationId: actor.organisation, organisationName, represents };
	return { user, actor, demand, handle: facts.handle, lastSeenAt: facts.lastSeenAt, provedAt: facts.provedAt, idleMinutes: policy.idleMinutes };
}

/** Whoever is not signed in, or has still to show something, is the public. */
export function actorOf(signedIn: SignedIn | undefined): Actor {
	return signedIn?.demand === 'none' ? signedIn.actor : { kind: 'public' };
}
