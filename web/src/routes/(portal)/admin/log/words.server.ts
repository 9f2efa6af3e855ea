/** Entries in the words of people. */
import { type Tx } from '@sal/db';
import { actionTitle, namesOf, pageOf, thingTitle } from '#lib/log-words.server.ts';
import { m } from '#lib/paraglide/messages.js';
import type { LogRow } from './search.server.ts';

const actors: Record<Exclude<LogRow['actorKind'], 'person'>, () => string> = {
	guest: m.admin_log_by_guest,
	link: m.admin_log_by_link,
	public: m.admin_log_by_public,
	job: m.admin_log_by_job,
	identity: m.admin_log_by_identity,
	operator: m.admin_log_by_operator
};

/** Whose decision a job only wrote down, as the media server told it. */
const decidedBy = ({ actorKind, detail }: LogRow): string | undefined => (actorKind === 'job' && typeof detail?.by === 'string' ? detail.by : undefined);

function whoDidIt(row: LogRow, names: Map<string, string>): string {
	const { actorKind, name, erased, personal } = row;
	if (erased) return m.admin_log_by_erased();
	const decided = names.get(decidedBy(row) ?? '');
	if (decided !== undefined) return decided;
	if (actorKind === 'person') return name ?? m.admin_log_by_erased();
	const email = typeof personal?.email === 'string' ? personal.email : undefined;
	const known = name ?? email;
	if (actorKind === 'identity') return known ?? actors.identity();
	return known ? `${actors[actorKind]()}: ${known}` : actors[actorKind]();
}

/** Whom it was done to: people beside whoever did it, or a guest by their name. */
const concernedBy = (row: LogRow, names: Map<string, string>): string[] => [
	...(row.subjects ?? []).filter((id) => id !== decidedBy(row)).flatMap((id) => names.get(id) ?? []),
	...(typeof row.personal?.guest === 'string' ? [row.personal.guest] : [])
];

/** An entry as the page shows it. */
export async function inWords(tx: Tx, rows: readonly LogRow[]) {
	const names = await namesOf(tx, rows);
	return rows.map((row) => ({
		id: row.id,
		at: row.at,
		who: whoDidIt(row, names),
		personId: row.person ?? decidedBy(row) ?? null,
		insteadOf: row.representedName,
		what: actionTitle(row.action),
		outcome: row.outcome,
		/** Done with a patient's case that was opened in an emergency. */
		emergency: row.detail?.emergency === true,
		thing: row.objectKind && {
			kind: thingTitle(row.objectKind),
			name: row.objectId ? (names.get(row.objectId) ?? (row.objectId.length > 24 ? '' : row.objectId)) : '',
			// Whoever may not know the name may not open it either.
			href: row.objectId && names.has(row.objectId) ? pageOf(row.objectKind, row.objectId) : undefined
		},
		concerns: concernedBy(row, names),
		organisation: row.organisation,
		address: row.address
	}));
}
export type LogLine = Awaited<ReturnType<typeof inWords>>[number];
