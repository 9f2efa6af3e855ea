/** The portal as a client of a provider, for tests: in the database of the tests, without pages. */
import { affiliation, organisation, provider, providerOrganisation } from '@sal/db';
import { eq } from 'drizzle-orm';
import { createSeal } from '../sign-in/seal.ts';
import { makeTestHouse, type TestHouse } from '../test-house.fixture.ts';
import { secretPurpose } from './provider.ts';
import type { Relying } from './sign-in.ts';

export const PORTAL = 'http://portal.test';

export interface TestRelying {
	house: TestHouse;
	relying(): Relying;
	/** Registers a provider that serves the organisation of the test's house; answers with its id. */
	register(options: { id?: string; issuer: string; clientId: string; clientSecret: string; serves?: string[]; newcomers?: boolean; emailDomains?: string[] }): Promise<string>;
	/** Another organisation beside the house's. */
	elsewhere(): Promise<string>;
	move(personId: string, organisationId: string): Promise<void>;
}

export async function makeRelying(): Promise<TestRelying> {
	const house = await makeTestHouse();
	const seal = createSeal('for tests only, for tests only, for tests');
	return {
		house,
		relying: () => ({ db: house.portal.db, config: { mode: 'test', origin: PORTAL }, seal, now: new Date(), from: { requestId: 'test' } }),
		async register({ id = crypto.randomUUID(), issuer, clientId, clientSecret, serves = [house.organisationId], newcomers = false, emailDomains = [] }) {
			await house.owner.db.insert(provider).values({ id, name: 'Krajské přihlášení', issuer, clientId, clientSecret: seal.close(clientSecret, secretPurpose(id)), emailDomains, newcomersOrganisationId: newcomers ? house.organisationId : null });
			for (const organisationId of serves) await house.owner.db.insert(providerOrganisation).values({ providerId: id, organisationId });
			return id;
		},
		async elsewhere() {
			const id = crypto.randomUUID();
			await house.owner.db.insert(organisation).values({ id, kind: 'municipality', name: `Obec ${id}` });
			return id;
		},
		move: async (personId, organisationId) => void (await house.owner.db.update(affiliation).set({ organisationId }).where(eq(affiliation.personId, personId)))
	};
}
