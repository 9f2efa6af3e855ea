import type { Tx } from '@sal/db';
import { actionTitle, namesOf, pageOf, thingTitle } from '#lib/log-words.server.ts';
import { m } from '#lib/paraglide/messages.js';
import type { MyLogRow } from './log.server.ts';

const others: Record<Exclude<MyLogRow['actorKind'], 'person'>, () => string> = {
	guest: m.account_data_by_guest,
	link: m.account_data_by_link,
	public: m.account_data_by_public,
	job: m.account_data_by_job,
	identity: m.account_data_by_identity,
	operator: m.account_data_by_operator
};

/** Who it was: a person with where they belong, somebody by a link, or the portal itself. */
function whoDidIt({ actorKind, name, position, house, erased, mine }: MyLogRow): string {
	if (erased) return m.account_data_by_erased();
	// Who was about to sign in: it may have been somebody else.
	if (actorKind === 'job' || actorKind === 'identity') return others[actorKind]();
	if (mine) return m.account_data_by_me();
	if (actorKind !== 'person') return name ? `${others[actorKind]()}: ${name}` : others[actorKind]();
	const place = [position, house].filter(Boolean).join(', ');
	return `${name ?? m.account_data_by_erased()}${place ? ` (${place})` : ''}`;
}

/** The entries as the page shows them. Titles are read as the reader: of what they may no longer see, there is none. */
export async function inWords(tx: Tx, rows: readonly MyLogRow[]) {
	const names = await namesOf(tx, rows);
	return rows.map((row) => ({
		id: row.id,
		at: row.at,
		who: whoDidIt(row),
		insteadOf: row.inMyPlace ? m.account_data_in_my_place() : row.representedName === null ? '' : m.account_data_instead_of({ name: row.representedName }),
		what: actionTitle(row.action),
		outcome: row.outcome,
		brokenGlass: row.action === 'meetings.break-glass' || row.detail?.emergency === true,
		thing: row.objectKind
			? {
					kind: thingTitle(row.objectKind),
					name: (row.objectId && names.get(row.objectId)) ?? '',
					href: row.objectId && names.has(row.objectId) ? pageOf(row.objectKind, row.objectId) : undefined
				}
			: undefined
	}));
}
export type MyLogLine = Awaited<ReturnType<typeof inWords>>[number];
