import { m } from '#lib/paraglide/messages.js';
import { ADMINISTRATOR, AUDITOR, OPERATOR } from './frame.ts';
import type { Role } from './types.ts';

/** Roles of the frame; those of modules stand in their `permissions.ts`. */
export const frameRoles: readonly Role[] = [
	{ id: OPERATOR, title: m.permission_role_portal_admin, about: m.permission_role_portal_admin_about, grantedBy: [OPERATOR] },
	{ id: ADMINISTRATOR, title: m.permission_role_organisation_admin, about: m.permission_role_organisation_admin_about, grantedBy: [OPERATOR, ADMINISTRATOR] },
	{ id: AUDITOR, title: m.permission_role_region_auditor, about: m.permission_role_region_auditor_about, grantedBy: [OPERATOR] }
];
