/** Who may see and change what concerns the portal as a whole. Organisations, people and roles have modules of their own. */
import { m } from '#lib/paraglide/messages.js';
import { declare, role } from '#lib/permissions/declare.ts';
import { ADMINISTRATOR, OPERATOR } from '#lib/permissions/frame.ts';

const anyOperator = role(OPERATOR, { reach: 'anywhere' });
/** What holds for everybody is for whoever runs the portal from the top of the tree. */
const topOperator = role(OPERATOR, { reach: 'root' });

export const permissions = declare({
	module: 'admin',
	title: m.admin_title,
	roles: [],
	relations: {},
	traits: {},
	actions: {
		health: { title: m.admin_may_health, portal: true, reads: true, ways: [anyOperator] },
		'settle-callback': { title: m.admin_may_settle_callback, portal: true, ways: [anyOperator] },
		'retry-job': { title: m.admin_may_retry_job, portal: true, ways: [topOperator] },
		settings: { title: m.admin_may_settings, portal: true, reads: true, ways: [anyOperator] },
		'change-settings': { title: m.admin_may_change_settings, portal: true, ways: [topOperator] },
		roles: { title: m.admin_may_roles, portal: true, reads: true, ways: [anyOperator, role(ADMINISTRATOR, { reach: 'anywhere' })] }
	}
});

/** What the portal as a whole is to a permission: nobody's, and like nothing else. */
export const THE_PORTAL = { path: [], relations: [], traits: [] };
