import { organisation, signInPolicy, type Tx } from '@sal/db';
import { arrayContains, eq, sql } from 'drizzle-orm';
import { strictest, type SignInPolicy } from '#lib/sign-in/policy.ts';

export const policyColumns = {
	password: signInPolicy.password,
	passkey: signInPolicy.passkey,
	provider: signInPolicy.provider,
	secondFactorRoles: signInPolicy.secondFactorRoles,
	sessionHours: signInPolicy.sessionHours,
	sessionDays: signInPolicy.sessionDays,
	idleMinutes: signInPolicy.idleMinutes
};

/** What is asked of those who act for this organisation: the strictest of its own and everything above it. */
export async function policyOf(tx: Tx, organisationId: string): Promise<SignInPolicy> {
	return strictest(
		await tx
			.select(policyColumns)
			.from(signInPolicy)
			.innerJoin(organisation, arrayContains(organisation.path, sql`array[${signInPolicy.organisationId}]`))
			.where(eq(organisation.id, organisationId))
	);
}
