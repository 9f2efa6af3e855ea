import { requireId, requirePerson } from '#lib/server/person.ts';
import { compare } from '../../../minutes/compare.rules.ts';
import { parseDocument } from '../../../minutes/document.ts';
import { insideDocument } from '../../../minutes/marks.rules.ts';
import { wantedVersion } from '../../../minutes/schema.ts';
import { listVersions, readVersion } from '../../../minutes/versions.server.ts';
import { permit } from '../../../permit.server.ts';
import type { PageServerLoad } from './$types';

/** Without `?from=` and `?to=`: the newest version with the one before it. */
export const load: PageServerLoad = async ({ locals, params, url }) => {
	const actor = requirePerson(locals.actor);
	const id = requireId(params.session);
	const now = new Date();
	return locals.tx(async (tx) => {
		const { session } = await permit(tx, { actor, id, action: 'see-closed', now });
		const versions = (await listVersions(tx, { actor, session: id, now })).map(({ version, createdAt, note }) => ({ version, createdAt, note }));
		const to = wantedVersion(url.searchParams.get('to')) ?? versions[0]?.version ?? 0;
		const from = wantedVersion(url.searchParams.get('from')) ?? versions.find(({ version }) => version < to)?.version ?? to;
		const read = async (version: number) => insideDocument(parseDocument((await readVersion(tx, { actor, session: id, version, now })).content));
		return { session: { id, title: session.title }, versions, from, to, changes: to === 0 ? [] : compare({ before: await read(from), after: await read(to) }) };
	});
};
