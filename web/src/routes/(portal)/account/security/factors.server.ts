/** Second factors and passkeys of the person who is signed in; everything is written to the log in the same transaction. */
import { recoveryCode, totp, withIdentity, type Tx } from '@sal/db';
import { eq } from 'drizzle-orm';
import { DomainError } from '#lib/domain-error.ts';
import { audit } from '#lib/server/audit.ts';
import { portal } from '#lib/server/portal.ts';
import { readFactors } from '#lib/server/sign-in/factors.ts';
import { passkeysOf, removePasskey, renamePasskey } from '#lib/server/sign-in/passkeys.ts';
import { renewRecoveryCodes, useRecoveryCode } from '#lib/server/sign-in/recovery-codes.ts';
import { readSeal } from '#lib/server/sign-in/seal.ts';
import { requireFresh } from '#lib/sign-in/require-fresh.ts';
import { raiseSession } from '#lib/server/sign-in/session.ts';
import { checkTotp, confirmTotp, enrolment } from '#lib/server/sign-in/totp.ts';

interface Own {
	locals: App.Locals;
}

function whose({ user, sessionId, origin }: App.Locals) {
	if (!user || !sessionId) throw new DomainError('sign-in-needed');
	return { personId: user.id, email: user.email, sessionId, act: <T>(fn: (tx: Tx) => Promise<T>) => withIdentity(portal().db, fn, origin) };
}

/** Whoever sits down at an open browser does not change what guards it. */
function changing(locals: App.Locals) {
	requireFresh(locals, { next: '/account/security' });
	return whose(locals);
}

const seal = () => readSeal(portal().config.sealKeyFile);
const noted = (tx: Tx, personId: string, action: string) => audit(tx, { action, object: { kind: 'person', id: personId }, person: personId });

/** What the page shows. `settingUp`: and the picture for the phone. */
export async function readSecurity({ locals, settingUp }: Own & { settingUp: boolean }) {
	const { personId, email, act } = whose(locals);
	return act(async (tx) => {
		const factors = await readFactors(tx, personId);
		return { email, factors, passkeys: await passkeysOf(tx, personId), enrol: settingUp && !factors.totpSince ? await enrolment({ tx, seal: seal(), personId, email }) : undefined };
	});
}

/** Counts a try, runs it, and forgives when it was right. @throws {DomainError} `login-code-wrong`, `rate-limited` */
async function tried<T>(personId: string, attempt: () => Promise<T | undefined>): Promise<T> {
	const { secondFactor } = portal().limits;
	await secondFactor.consume(personId);
	const done = await attempt();
	if (done === undefined) throw new DomainError('login-code-wrong');
	await secondFactor.forgive(personId);
	return done;
}

/** Turns codes on. Answers with the recovery codes and the session's new id: from now on it has shown two factors. */
export async function turnOn({ locals, code }: Own & { code: string }): Promise<{ recoveryCodes: string[]; sessionId: string }> {
	const { personId, sessionId, act } = changing(locals);
	const now = new Date();
	return tried(personId, () =>
		act(async (tx) => {
			if (!(await confirmTotp({ tx, seal: seal(), personId, code, now }))) return undefined;
			await noted(tx, personId, 'totp.enrolled');
			return { recoveryCodes: await renewRecoveryCodes(tx, personId), sessionId: await raiseSession(tx, sessionId, now) };
		})
	);
}

/** A code of the phone, or one of the recovery codes. */
const shown = async (tx: Tx, personId: string, code: string): Promise<boolean> => {
	const now = new Date();
	return /^\s*\d[\d\s]{5,7}$/.test(code) ? checkTotp({ tx, seal: seal(), personId, code, now }) : useRecoveryCode(tx, { personId, code, now });
};

/** Turns codes off for whoever shows one more. @throws {DomainError} `login-code-wrong`, `rate-limited` */
export async function turnOff({ locals, code }: Own & { code: string }): Promise<void> {
	const { personId, act } = changing(locals);
	await tried(personId, () =>
		act(async (tx) => {
			if (!(await shown(tx, personId, code))) return undefined;
			await tx.delete(totp).where(eq(totp.personId, personId));
			await tx.delete(recoveryCode).where(eq(recoveryCode.personId, personId));
			await noted(tx, personId, 'totp.removed');
			return true;
		})
	);
}

/** Ten new recovery codes for whoever shows a code. @throws {DomainError} `login-code-wrong`, `rate-limited` */
export async function renewCodes({ locals, code }: Own & { code: string }): Promise<string[]> {
	const { personId, act } = changing(locals);
	return tried(personId, () =>
		act(async (tx) => {
			if (!(await shown(tx, personId, code))) return undefined;
			await noted(tx, personId, 'recovery-codes.renewed');
			return renewRecoveryCodes(tx, personId);
		})
	);
}

/** @throws {DomainError} `not-found` when the passkey is not theirs */
export async function changePasskey({ locals, id, name }: Own & { id: string; name: string | undefined }): Promise<void> {
	const { personId, act } = (name === undefined ? changing(locals) : whose(locals));
	await act(async (tx) => {
		const done = name === undefined ? await removePasskey(tx, { id, personId }) : await renamePasskey(tx, { id, personId, name });
		if (!done) throw new DomainError('not-found');
		await noted(tx, personId, name === undefined ? 'passkey.removed' : 'passkey.renamed');
	});
}
