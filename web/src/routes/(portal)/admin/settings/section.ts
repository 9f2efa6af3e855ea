import type { AdminSection } from '#lib/admin-section.ts';
import { may } from '#lib/permissions/decide.ts';
import { m } from '#lib/paraglide/messages.js';
import SlidersHorizontal from '@lucide/svelte/icons/sliders-horizontal';
import { permissions, THE_PORTAL } from '../permissions.ts';

export const section: AdminSection = {
	title: m.admin_settings_title,
	href: '/admin/settings',
	icon: SlidersHorizontal,
	order: 90,
	visibleTo: (actor) => may({ subject: actor, action: permissions.actions.settings, resource: THE_PORTAL, now: new Date() })
};
