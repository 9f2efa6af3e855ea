import postgres from 'postgres';

const NAME = 'sal';
/** PostGIS and the search extensions may be made by a superuser only; migrations run as the owner. */
const EXTENSIONS = ['postgis', 'unaccent', 'pg_trgm'];

export interface DatabaseAddresses {
	superuser: string;
	owner: string;
	app: string;
}

/** Roles, database and extensions of a server that Sál provides itself. May run at every start. */
export async function provideDatabase({ port, passwords }: { port: number; passwords: { superuser: string; owner: string; app: string } }): Promise<DatabaseAddresses> {
	const address = (role: string, password: string, database: string) => `postgres://${role}:${encodeURIComponent(password)}@127.0.0.1:${port}/${database}`;
	const server = postgres(address('postgres', passwords.superuser, 'postgres'), { max: 1, onnotice: () => undefined });
	try {
		await provideRole(server, 'sal_owner', passwords.owner);
		await provideRole(server, 'sal_app', passwords.app);
		const [there] = await server`select from pg_database where datname = ${NAME}`;
		if (!there) await server.unsafe(`create database ${NAME} owner sal_owner`);
	} finally {
		await server.end({ timeout: 5 });
	}
	const inside = postgres(address('postgres', passwords.superuser, NAME), { max: 1, onnotice: () => undefined });
	try {
		for (const extension of EXTENSIONS) await inside.unsafe(`create extension if not exists ${extension}`);
	} finally {
		await inside.end({ timeout: 5 });
	}
	return { superuser: address('postgres', passwords.superuser, NAME), owner: address('sal_owner', passwords.owner, NAME), app: address('sal_app', passwords.app, NAME) };
}

async function provideRole(server: postgres.Sql, name: string, password: string): Promise<void> {
	const [there] = await server`select from pg_roles where rolname = ${name}`;
	// Our own passwords hold no quote, and a role command takes no parameters.
	await server.unsafe(`${there ? 'alter' : 'create'} role ${name} with login nosuperuser nocreatedb nocreaterole nobypassrls password '${password}'`);
}
