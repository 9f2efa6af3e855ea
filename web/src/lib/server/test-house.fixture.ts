/** An organisation and people of a test's own in the database that `npm test` provides (DATABASE_OWNER_URL, DATABASE_URL). */
import { connect, credential, organisation, person, type Connection, type Role } from '@sal/db';
import { createPortal, type Portal } from './portal.ts';
import { hashPassword } from './password.ts';

function needed(name: string): string {
	const value = process.env[name];
	if (!value) throw new Error(`${name} is not set: run the tests with "npm test" at the root, which starts a PostgreSQL for them`);
	return value;
}

export interface TestHouse {
	portal: Portal;
	/** As the database's owner. */
	owner: Connection;
	organisationId: string;
	addPerson(options: { role: Role; password: string; disabled?: boolean }): Promise<{ id: string; email: string }>;
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
			const id = crypto.randomUUID();
			const email = `Test.${id}@example.test`;
			await owner.db.insert(person).values({ id, email, name: 'Zkušební Osoba', role, organisationId, disabledAt: disabled ? new Date() : null });
			await owner.db.insert(credential).values({ personId: id, passwordHash: await hashPassword(password) });
			return { id, email };
		},
		async close() {
			await portal.close();
			await owner.close();
		}
	};
}
