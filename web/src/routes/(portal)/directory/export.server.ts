import { dayOf } from '#lib/day.ts';
import { DomainError } from '#lib/domain-error.ts';
import { audit } from '#lib/server/audit.ts';
import type { Actor, Tx } from '@sal/db';
import { organisationExport, peopleExport } from './export-rows.ts';
import { readAdministeredPeople, readOrganisations, readReach } from './state.server.ts';
import { requireImporter } from './store.server.ts';
import { writeTable, type FileFormat } from './write-table.ts';

interface Export {
	tx: Tx;
	actor: Actor;
	of: 'organisations' | 'people';
	format: FileFormat;
	now: Date;
}

/** What the actor administers, as a file that an import would find unchanged. @throws {DomainError} `forbidden` */
export async function exportFile({ tx, actor, of, format, now }: Export): Promise<Uint8Array> {
	requireImporter(actor, 'export');
	const { administered } = await readReach(tx);
	if (administered.size === 0) throw new DomainError('forbidden');
	const all = await readOrganisations(tx);
	const rows =
		of === 'organisations'
			? organisationExport({ shown: all.filter(({ id }) => administered.has(id)), all })
			: peopleExport({ ...(await readAdministeredPeople({ tx, administered, today: dayOf(now) })), units: all });
	await audit(tx, { action: 'export.taken', object: { kind: 'export', id: of }, detail: { of, format, rows: rows.length - 1 } });
	return writeTable(format, rows, of === 'organisations' ? 'Organizace' : 'Lidé');
}
