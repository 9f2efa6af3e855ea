import postgres from 'postgres';

const NAME = 'sal';
/**
 * Extensions may be made by a superuser only; migrations run as the owner. PostGIS brings a table and views of its own, which have no
 * place among the tables that row-level security guards, so it has its own schema.
 */
const EXTENSIONS = [
	'create extension if not exists unaccent',
	'create extension if not exists pg_trgm',
	'create schema if not exists postgis',
	'create extension if not exists postgis schema postgis',
	'grant usage on schema postgis to public',
	`alter database ${NAME} set search_path = public, postgis`
];

export interface DatabaseAddresses {
	superuser: string;
	owner: string;
	app: string;
}

const address = (port: number, role: string, password: string, database: string) => `postgres://${role}:${encodeURIComponent(password)}@127.0.0.1:${port}/${database}`;

/** Does our server answer queries already? While it recovers from a crash it listens, but refuses. */
export const answersQueries = (port: number, password: string) => async (): Promise<boolean> => {
	const server = postgres(address(port, 'postgres', password, 'postgres'), { max: 1, connect_timeout: 5, onnotice: () => undefined });
	try {
		await server`select`;
		return true;
	} finally {
		await server.end({ timeout: 1 });
	}
};

/** Roles, database and extensions of a server that Sál provides itself. May run at every start. */
export async function provideDatabase({ port, passwords }: { port: number; passwords: { superuser: string; owner: string; app: string } }): Promise<DatabaseAddresses> {
	const server = postgres(address(port, 'postgres', passwords.superuser, 'postgres'), { max: 1, onnotice: () => undefined });
	try {
		await provideRole(server, 'sal_owner', passwords.owner);
		await provideRole(server, 'sal_app', passwords.app);
		const [there] = await server`select from pg_database where datname = ${NAME}`;
		if (!there) await server.unsafe(`create database ${NAME} owner sal_owner`);
	} finally {
		await server.end({ timeout: 5 });
	}
	const inside = postgres(address(port, 'postgres', passwords.superuser, NAME), { max: 1, onnotice: () => undefined });
	try {
		for (const statement of EXTENSIONS) await inside.unsafe(statement);
	} finally {
		await inside.end({ timeout: 5 });
	}
	return { superuser: address(port, 'postgres', passwords.superuser, NAME), owner: address(port, 'sal_owner', passwords.owner, NAME), app: address(port, 'sal_app', passwords.app, NAME) };
}

async function provideRole(server: postgres.Sql, name: string, password: string): Promise<void> {
	const [there] = await server`select from pg_roles where rolname = ${name}`;
	// Our own passwords hold no quote, and a role command takes no parameters.
	await server.unsafe(`${there ? 'alter' : 'create'} role ${name} with login nosuperuser nocreatedb nocreaterole nobypassrls password '${password}'`);
}
