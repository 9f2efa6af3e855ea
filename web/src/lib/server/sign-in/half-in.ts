/** Whoever has shown one factor and owes another: on the way in (a challenge), or inside since their organisation began to ask (a held session). */
import { person, withIdentity, type Tx } from '@sal/db';
import { eq } from 'drizzle-orm';
import { DomainError } from '#lib/domain-error.ts';
import type { SessionFacts } from '#lib/sign-in/policy.ts';
import { audit } from '../audit.ts';
import { enterAs, type Entrance } from '../enter.ts';
import { portal } from '../portal.ts';
import { readChallenge, takeChallenge } from './challenge.ts';
import { cookieName } from './cookies.ts';
import { renewRecoveryCodes, useRecoveryCode } from './recovery-codes.ts';
import { readSeal } from './seal.ts';
import { raiseSession } from './session.ts';
import { checkTotp, confirmTotp } from './totp.ts';

/** Of a request: every `RequestEvent` has it. */
export interface HalfInEvent extends Entrance {
	locals: Pick<App.Locals, 'origin' | 'held' | 'sessionId'>;
}

export interface HalfIn {
	personId: string;
	email: string;
	/** Secret of the challenge; undefined for a held session. */
	challenge: string | undefined;
}

/** Who owes a second factor here. */
export async function halfIn({ cookies, locals }: HalfInEvent): Promise<HalfIn | undefined> {
	const { db, config } = portal();
	if (locals.held?.demand === 'second-factor') return { personId: locals.held.id, email: locals.held.email, challenge: undefined };
	const secret = cookies.get(cookieName('challenge', config.origin.startsWith('https:')));
	return withIdentity(db, async (tx) => {
		const row = await readChallenge(tx, { secret, purpose: 'second-factor', now: new Date() });
		if (!row?.personId) return undefined;
		const [who] = await tx.select({ email: person.email }).from(person).where(eq(person.id, row.personId));
		return who && { personId: row.personId, email: who.email, challenge: secret };
	});
}

/** `code` of the phone · `recovery` code · `confirm`: the first code of a phone that is being set up. */
export type Proof = { kind: 'code' | 'recovery' | 'confirm'; code: string };

export interface Completed {
	/** Where to go. */
	to: string;
	/** After `confirm`: to be shown once. */
	recoveryCodes: string[];
}

/**
 * Checks the proof and lets the browser in. @throws {DomainError} `login-code-wrong` · `rate-limited` · `login-expired` when the first factor was
 * too long ago
 */
export async function completeWith(event: HalfInEvent, who: HalfIn, { kind, code, next }: Proof & { next: string }): Promise<Completed> {
	const { db, limits } = portal();
	const { personId } = who;
	const now = new Date();
	await limits.secondFactor.consume(personId);
	const shown = await withIdentity(
		db,
		async (tx) => {
			const right = await check(tx, { personId, kind, code, now });
			await audit(tx, { action: 'session.second-factor', outcome: right ? 'done' : 'failed', detail: { kind }, person: personId });
			return right ? { recoveryCodes: kind === 'confirm' ? await renewRecoveryCodes(tx, personId) : [] } : undefined;
		},
		event.locals.origin
	);
	if (!shown) throw new DomainError('login-code-wrong');
	await limits.secondFactor.forgive(personId);
	return { to: await letIn(event, who, next), ...shown };
}

function check(tx: Tx, { personId, kind, code, now }: Proof & { personId: string; now: Date }): Promise<boolean> {
	if (kind === 'recovery') return useRecoveryCode(tx, { personId, code, now });
	const seal = readSeal(portal().config.sealKeyFile);
	return kind === 'code' ? checkTotp({ tx, seal, personId, code, now }) : confirmTotp({ tx, seal, personId, code, now });
}

/** The second factor was shown, by whatever means. Answers with where to go. @throws {DomainError} `login-expired` */
export async function letIn(event: HalfInEvent, { personId, challenge }: HalfIn, next: string): Promise<string> {
	const { auth, db } = portal();
	const now = new Date();
	const { sessionId } = event.locals;
	if (challenge === undefined) {
		if (!sessionId) throw new DomainError('login-expired');
		const { name, value, attributes } = auth.cookieOf(await withIdentity(db, (tx) => raiseSession(tx, sessionId, now)));
		event.cookies.set(name, value, attributes);
		return next;
	}
	const row = await withIdentity(db, (tx) => takeChallenge(tx, { secret: challenge, purpose: 'second-factor', now }));
	if (!row) throw new DomainError('login-expired');
	return enterAs(event, personId, { method: (row.method ?? 'password') as SessionFacts['method'], secondFactor: true, next });
}
