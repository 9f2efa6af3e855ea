import { roleOf } from '#lib/role.ts';
import type { AdminSection } from '#lib/admin-section.ts';
import { m } from '#lib/paraglide/messages.js';
import SlidersHorizontal from '@lucide/svelte/icons/sliders-horizontal';

export const section: AdminSection = {
	title: m.admin_settings_title,
	href: '/admin/settings',
	icon: SlidersHorizontal,
	order: 90,
	visibleTo: (actor) => actor.kind === 'person' && roleOf(actor) === 'admin'
};
