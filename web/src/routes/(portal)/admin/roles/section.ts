import type { AdminSection } from '#lib/admin-section.ts';
import { may } from '#lib/permissions/decide.ts';
import { m } from '#lib/paraglide/messages.js';
import KeyRound from '@lucide/svelte/icons/key-round';
import { permissions, THE_PORTAL } from '../permissions.ts';

export const section: AdminSection = {
	title: m.admin_roles_title,
	href: '/admin/roles',
	icon: KeyRound,
	order: 30,
	visibleTo: (actor) => may({ subject: actor, action: permissions.actions.roles, resource: THE_PORTAL, now: new Date() })
};
