import type { AdminSection } from '#lib/admin-section.ts';
import { may } from '#lib/permissions/decide.ts';
import { m } from '#lib/paraglide/messages.js';
import HeartPulse from '@lucide/svelte/icons/heart-pulse';
import { permissions, THE_PORTAL } from '../permissions.ts';

export const section: AdminSection = {
	title: m.admin_health_title,
	href: '/admin/health',
	icon: HeartPulse,
	order: 1,
	visibleTo: (actor) => may({ subject: actor, action: permissions.actions.health, resource: THE_PORTAL, now: new Date() })
};
