import type { AdminSection } from '#lib/admin-section.ts';
import { may } from '#lib/permissions/decide.ts';
import { m } from '#lib/paraglide/messages.js';
import KeyRound from '@lucide/svelte/icons/key-round';
import { permissions, THE_PORTAL } from '../permissions.ts';

export const section: AdminSection = {
	title: m.admin_providers_title,
	href: '/admin/providers',
	icon: KeyRound,
	order: 60,
	visibleTo: (actor) => may({ subject: actor, action: permissions.actions['change-settings'], resource: THE_PORTAL, now: new Date() })
};
