/** Who may see and change what concerns the portal as a whole. Organisations, people and roles have modules of their own. */
import { m } from '#lib/paraglide/messages.js';
import { declare, role } from '#lib/permissions/declare.ts';
import { ADMINISTRATOR, AUDITOR, OPERATOR } from '#lib/permissions/frame.ts';

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
		health: { title: m.admin_may_health, of: 'portal', reads: true, ways: [anyOperator] },
		'settle-callback': { title: m.admin_may_settle_callback, of: 'portal', ways: [anyOperator] },
		'retry-job': { title: m.admin_may_retry_job, of: 'portal', ways: [topOperator] },
		settings: { title: m.admin_may_settings, of: 'portal', reads: true, ways: [anyOperator] },
		'change-settings': { title: m.admin_may_change_settings, of: 'portal', ways: [topOperator] },
		// Of their organisation and everything below it; which entries that are the database decides.
		log: { title: m.admin_may_log, of: 'portal', reads: true, ways: [anyOperator, role(ADMINISTRATOR, { reach: 'anywhere' }), role(AUDITOR, { reach: 'anywhere' })] },
		'check-log': { title: m.admin_may_check_log, of: 'portal', reads: true, ways: [topOperator] },
		'sign-in': { title: m.admin_sign_in_may_see, of: 'portal', ways: [anyOperator, role(ADMINISTRATOR, { reach: 'anywhere' })] },
		'change-sign-in': { title: m.admin_sign_in_may_change, of: 'organisation', ways: [role(OPERATOR, { reach: 'subtree' }), role(ADMINISTRATOR, { reach: 'subtree' })] },
		sessions: { title: m.admin_sessions_may, of: 'portal', ways: [anyOperator, role(ADMINISTRATOR, { reach: 'anywhere' })] },
		roles: { title: m.admin_may_roles, of: 'portal', reads: true, ways: [anyOperator, role(ADMINISTRATOR, { reach: 'anywhere' })] },
		// The thing is the organisation in which the other person acts.
		'ask-about': { title: m.admin_may_ask_about, of: 'organisation', reads: true, ways: [role(OPERATOR, { reach: 'subtree' }), role(ADMINISTRATOR, { reach: 'subtree' })] }
	}
});

/** What the portal as a whole is to a permission: nobody's, and like nothing else. */
export const THE_PORTAL = { path: [], relations: [], traits: [] };
