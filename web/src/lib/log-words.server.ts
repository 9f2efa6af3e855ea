/** What stands in the log, in the words of people. On the server only: it looks into all messages by their names, which would make the browser load all of them. */
import type { Tx } from '@sal/db';
import { sql, type SQL } from 'drizzle-orm';
import { m } from '#lib/paraglide/messages.js';

const texts: Record<string, unknown> = { ...m };
const said = (key: string): string | undefined => {
	const text = texts[key];
	return typeof text === 'function' ? String(text()) : undefined;
};

/** `role.granted` is the message `act_role_granted` of whichever module acts; the id itself when nobody has named it. */
export const actionTitle = (action: string): string => said(`act_${action.replaceAll(/[.-]/g, '_')}`) ?? action;

/** Kinds of objects are the messages `thing_…`, likewise. */
export const thingTitle = (kind: string): string => said(`thing_${kind.replaceAll('-', '_')}`) ?? kind;

/** Pages of things that have one. */
const pages: Record<string, string> = { meeting: '/meetings/', recording: '/recordings/' };

/** Path of a thing's page; undefined where its kind has none. */
export const pageOf = (kind: string, id: string): string | undefined => (pages[kind] === undefined ? undefined : `${pages[kind]}${id}`);

interface Named {
	objectKind: string | null;
	objectId: string | null;
	/** Ids of people. */
	subjects?: readonly string[] | null;
}

/** Names of what entries of the log are about, as far as the reader may know them: read in the reader's own transaction. */
export async function namesOf(tx: Tx, rows: readonly Named[]): Promise<Map<string, string>> {
	const of = (kind: string): string[] => [...new Set(rows.flatMap(({ objectKind, objectId }) => (objectKind === kind && objectId && /^[0-9a-f-]{36}$/.test(objectId) ? [objectId] : [])))];
	const found = new Map<string, string>();
	const look = async (ids: string[], names: SQL): Promise<void> => {
		if (ids.length === 0) return;
		for (const { id, name } of await tx.execute<{ id: string; name: string }>(sql`select t.id, t.name from (${names}) t where t.id = any(${`{${ids.join(',')}}`}::uuid[])`)) found.set(id, name);
	};
	await look([...of('person'), ...new Set(rows.flatMap(({ subjects }) => subjects ?? []))], sql`select id, name from person`);
	await look(of('organisation'), sql`select id, name from organisation`);
	await look(of('meeting'), sql`select id, title as name from meeting`);
	await look(of('recording'), sql`select id, title as name from recording`);
	return found;
}
