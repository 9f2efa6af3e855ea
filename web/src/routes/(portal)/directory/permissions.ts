/** Who may bring organisations and people in, take them out as files, and let directories keep them. */
import { m } from '#lib/paraglide/messages.js';
import { declare, role } from '#lib/permissions/declare.ts';
import { ADMINISTRATOR, OPERATOR } from '#lib/permissions/frame.ts';

/** How far each of them reaches every row of a file is asked by itself. */
const anyAdministrator = [role(OPERATOR, { reach: 'anywhere' }), role(ADMINISTRATOR, { reach: 'anywhere' })] as const;

export const permissions = declare({
	module: 'directory',
	title: m.directory_title,
	roles: [],
	relations: {},
	traits: {},
	actions: {
		import: { title: m.directory_may_import, of: 'portal', ways: [...anyAdministrator] },
		export: { title: m.directory_may_export, of: 'portal', ways: [...anyAdministrator] },
		connect: { title: m.directory_may_connect, of: 'organisation', ways: [role(OPERATOR, { reach: 'subtree' }), role(ADMINISTRATOR, { reach: 'subtree' })] }
	}
});
