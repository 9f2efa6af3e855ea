/** What the modules declare fits together. */
import { expect, it } from 'vitest';
import { allPermissions, allRoles } from './all.ts';
import { frameRoles } from './frame-roles.ts';
import { NOT_FOR_DEPUTIES } from './frame.ts';

const ids = allRoles.map(({ id }) => id);

it('finds the modules that are there', () => expect(allPermissions.map(({ module }) => module)).toEqual(expect.arrayContaining(['admin', 'meetings', 'recordings'])));
it('every role has one home, and an id that the database takes', () => {
	expect(ids).toEqual([...new Set(ids)]);
	for (const id of ids) expect(id).toMatch(/^[a-z]+[.][a-z-]+$/);
});
it('every role that an action or a grant names is declared by somebody', () => {
	const named = allPermissions.flatMap(({ actions }) => Object.values(actions).flatMap(({ ways }) => ways.flatMap((way) => (way.via === 'role' ? [way.role] : way.via === 'relation' && way.with ? [way.with] : []))));
	expect([...named, ...allRoles.flatMap(({ grantedBy }) => grantedBy), ...NOT_FOR_DEPUTIES].filter((id) => !ids.includes(id))).toEqual([]);
});
it('nobody gives themself more than they have: the portal’s own roles come from its operators only', () => {
	const byOthers = frameRoles.filter(({ grantedBy }) => grantedBy.some((giver) => giver !== 'portal.admin')).map(({ id }) => id);
	expect(byOthers).toEqual(['organisation.admin']);
});
it('nothing that an auditor may do changes anything, and nothing of it is about a patient', () => {
	for (const { actions, traits } of allPermissions) {
		for (const { id, reads, ways } of Object.values(actions)) {
			const auditor = ways.filter((way) => way.via === 'role' && way.role === 'region.auditor');
			expect([id, auditor.length > 0, auditor.filter(({ unless }) => 'case' in traits && !unless?.includes('case'))]).toEqual([id, reads === true, []]);
		}
	}
});
