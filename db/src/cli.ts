/** `node db/src/cli.ts migrate | demo | admin-link`: run by the launcher; `disable | enable <e-mail>`: by the operator; as the database's owner (DATABASE_OWNER_URL). */
import { createHash, randomBytes } from 'node:crypto';
import { eq, sql } from 'drizzle-orm';
import { audit } from './audit.ts';
import { connect } from './connect.ts';
import { demoAccounts, putDemo } from './demo/demo.ts';
import { migrate } from './migrate.ts';
import { credential, oneTimeLink, person, session } from './schema/index.ts';

/** How long the first administrator's link opens, in hours. */
const ADMIN_LINK_HOURS = 24;

class Refusal extends Error {}

function required(name: string, meaning: string): string {
	const value = process.env[name];
	if (!value) throw new Refusal(`${name} is not set: ${meaning}`);
	return value;
}

async function adminLink(url: string): Promise<string | undefined> {
	const { db, close } = connect({ url, max: 1 });
	try {
		const [anyone] = await db.select({ found: sql`1` }).from(credential).limit(1);
		if (anyone) return undefined;
		const token = randomBytes(32).toString('base64url');
		await db.insert(oneTimeLink).values({ tokenHash: createHash('sha256').update(token).digest('hex'), purpose: 'first-admin', expiresAt: new Date(Date.now() + ADMIN_LINK_HOURS * 3_600_000) });
		return token;
	} finally {
		await close();
	}
}

/** A disabled account has no sessions and signs in no more; a trigger sees to the rooms it is in. */
async function setDisabled({ url, email, disabled }: { url: string; email: string; disabled: boolean }): Promise<void> {
	const { db, close } = connect({ url, max: 1 });
	try {
		await db.transaction(async (tx) => {
			const [found] = await tx.update(person).set({ disabledAt: disabled ? sql`now()` : null }).where(eq(sql`lower(${person.email})`, email.toLowerCase())).returning({ id: person.id });
			if (!found) throw new Refusal(`there is no account with the e-mail "${email}"`);
			if (disabled) await tx.delete(session).where(eq(session.userId, found.id));
			await audit(tx, { action: disabled ? 'person.disabled' : 'person.enabled', object: { kind: 'person', id: found.id }, subjects: [found.id] });
		});
	} finally {
		await close();
	}
}

async function run(command: string | undefined, email: string | undefined): Promise<void> {
	const url = required('DATABASE_OWNER_URL', 'the address of the database as its owner, postgres://sal_owner:…@host:port/name');
	if (command === 'migrate') {
		const { applied } = await migrate({ url });
		console.log(applied ? `${applied} migrations applied` : 'the database is up to date');
	} else if (command === 'demo') {
		await putDemo({ url, passwordHash: required('SAL_DEMO_PASSWORD_HASH', 'the argon2id hash of the demo accounts’ password'), now: new Date() });
		for (const line of await demoAccounts(url)) console.log(line);
	} else if (command === 'admin-link') {
		// Nothing is printed once somebody can sign in: the launcher asks at every start.
		const token = await adminLink(url);
		if (token) console.log(`${process.env.SAL_ORIGIN ?? ''}/welcome/${token}`);
	} else if (command === 'disable' || command === 'enable') {
		await setDisabled({ url, email: email ?? '', disabled: command === 'disable' });
		console.log(command === 'disable' ? 'the account is disabled; running meetings put it out' : 'the account may sign in again');
	} else {
		throw new Refusal('Say what to do: node db/src/cli.ts migrate | demo | admin-link | disable <e-mail> | enable <e-mail>');
	}
}

try {
	await run(process.argv[2], process.argv[3]);
} catch (error) {
	// One plain sentence for the operator; the whole error only on request.
	console.error(process.env.SAL_DEBUG ? error : error instanceof Error ? error.message : String(error));
	process.exitCode = 1;
}
