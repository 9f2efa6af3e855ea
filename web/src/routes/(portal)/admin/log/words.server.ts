/** Entries in the words of people. On the server only: it looks into all messages by their names, which would make the browser load all of them. */
import { type Tx } from '@sal/db';
import { sql, type SQL } from 'drizzle-orm';
import { m } from '#lib/paraglide/messages.js';
import type { LogRow } from './search.server.ts';

const texts: Record<string, unknown> = { ...m };
const said = (key: string): string | undefined => {
	const text = texts[key];
	return typeof text === 'function' ? String(text()) : undefined;
};

/** `role.granted` is the message `act_role_granted` of whichever module acts; the id itself when nobody has named it. */
export const actionTitle = (action: string): string => said(`act_${action.replaceAll(/[.-]/g, '_')}`) ?? action;

/** Kinds of objects are the messages `thing_…`, likewise. */
export const thingTitle = (kind: string): string => said(`thing_${kind.replaceAll('-', '_')}`) ?? kind;

const actors: Record<Exclude<LogRow['actorKind'], 'person'>, () => string> = {
	guest: m.admin_log_by_guest,
	link: m.admin_log_by_link,
	public: m.admin_log_by_public,
	job: m.admin_log_by_job,
	identity: m.admin_log_by_identity,
	operator: m.admin_log_by_operator
};

function whoDidIt({ actorKind, name, erased, personal }: LogRow): string {
	if (erased) return m.admin_log_by_erased();
	if (actorKind === 'person') return name ?? m.admin_log_by_erased();
	const email = typeof personal?.email === 'string' ? personal.email : undefined;
	const known = name ?? email;
	if (actorKind === 'identity') return known ?? actors.identity();
	return known ? `${actors[actorKind]()}: ${known}` : actors[actorKind]();
}

/** Pages of things that have one. */
const pages: Record<string, string> = { meeting: '/meetings/', recording: '/recordings/' };

/** Names of what the entries are about, as far as the reader may know them: read in the reader's own transaction. */
async function namesOf(tx: Tx, rows: readonly LogRow[]): Promise<Map<string, string>> {
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

/** An entry as the page shows it. */
export async function inWords(tx: Tx, rows: readonly LogRow[]) {
	const names = await namesOf(tx, rows);
	return rows.map((row) => ({
		id: row.id,
		at: row.at,
		who: whoDidIt(row),
		personId: row.person,
		insteadOf: row.representedName,
		what: actionTitle(row.action),
		outcome: row.outcome,
		thing: row.objectKind && {
			kind: thingTitle(row.objectKind),
			name: row.objectId ? (names.get(row.objectId) ?? (row.objectId.length > 24 ? '' : row.objectId)) : '',
			// Whoever may not know the name may not open it either.
			href: row.objectId && names.has(row.objectId) && pages[row.objectKind] ? `${pages[row.objectKind]}${row.objectId}` : undefined
		},
		concerns: (row.subjects ?? []).flatMap((id) => names.get(id) ?? []),
		organisation: row.organisation,
		address: row.address
	}));
}
export type LogLine = Awaited<ReturnType<typeof inWords>>[number];
