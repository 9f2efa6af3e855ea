import type { AdminSection } from '#lib/admin-section.ts';
import { may } from '#lib/permissions/decide.ts';
import { m } from '#lib/paraglide/messages.js';
import Network from '@lucide/svelte/icons/network';
import { permissions } from '../../directory/permissions.ts';
import { THE_PORTAL } from '../permissions.ts';

export const section: AdminSection = {
	title: m.admin_directory_title,
	href: '/admin/directory',
	icon: Network,
	order: 45,
	visibleTo: (actor) => may({ subject: actor, action: permissions.actions.import, resource: THE_PORTAL, now: new Date() })
};
