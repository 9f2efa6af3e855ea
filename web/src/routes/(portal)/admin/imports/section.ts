import type { AdminSection } from '#lib/admin-section.ts';
import { may } from '#lib/permissions/decide.ts';
import { m } from '#lib/paraglide/messages.js';
import FileSpreadsheet from '@lucide/svelte/icons/file-spreadsheet';
import { permissions } from '../../directory/permissions.ts';
import { THE_PORTAL } from '../permissions.ts';

export const section: AdminSection = {
	title: m.admin_imports_title,
	href: '/admin/imports',
	icon: FileSpreadsheet,
	order: 40,
	visibleTo: (actor) => may({ subject: actor, action: permissions.actions.import, resource: THE_PORTAL, now: new Date() })
};
