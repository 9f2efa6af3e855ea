/** An organisation and people of a test's own in the database that `npm test` provides (DATABASE_OWNER_URL, DATABASE_URL). */
import { connect, credential, organisation, type Connection } from '@sal/db';
import { createPortal, type Portal } from './portal.ts';
import { hashPassword } from './password.ts';
import type { Standing } from './standing.fixture.ts';
import { needed } from './test-database.fixture.ts';
import { putPerson } from './test-person.fixture.ts';

export interface TestHouse {
	portal: Portal;
	/** As the database's owner. */
	owner: Connection;
	organisationId: string;
	addPerson(options: { role: Standing; password: string; disabled?: boolean }): Promise<{ id: string; email: string }>;
	close(): Promise<void>;
}

export async function makeTestHouse(): Promise<TestHouse> {
	const owner = connect({ url: needed('DATABASE_OWNER_URL'), max: 2 });
	const portal = createPortal({ mode: 'test', origin: 'http://localhost', databaseUrl: needed('DATABASE_URL'), webKeyFile: undefined, sfuPublicKeyFile: undefined, sfuKeysDir: undefined, sfus: [], logLevel: 'silent' });
	const organisationId = crypto.randomUUID();
	await owner.db.insert(organisation).values({ id: organisationId, kind: 'region', name: `Kraj ${organisationId}` });
	return {
		portal,
		owner,
		organisationId,
		async addPerson({ role, password, disabled = false }) {
			const email = `Test.${crypto.randomUUID()}@example.test`;
			const { person: id } = await putPerson(owner.db, { organisation: organisationId, role, email, disabled });
			await owner.db.insert(credential).values({ personId: id, passwordHash: await hashPassword(password) });
			return { id, email };
		},
		async close() {
			await portal.close();
			await owner.close();
		}
	};
}
