import { roleOf } from '#lib/role.ts';
import type { AdminSection } from '#lib/admin-section.ts';
import { m } from '#lib/paraglide/messages.js';
import HeartPulse from '@lucide/svelte/icons/heart-pulse';

export const section: AdminSection = {
	title: m.admin_health_title,
	href: '/admin/health',
	icon: HeartPulse,
	order: 80,
	visibleTo: (actor) => actor.kind === 'person' && roleOf(actor) === 'admin'
};
