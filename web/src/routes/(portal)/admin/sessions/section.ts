import type { AdminSection } from '#lib/admin-section.ts';
import { may } from '#lib/permissions/decide.ts';
import { m } from '#lib/paraglide/messages.js';
import MonitorSmartphone from '@lucide/svelte/icons/monitor-smartphone';
import { permissions, THE_PORTAL } from '../permissions.ts';

export const section: AdminSection = {
	title: m.admin_sessions_title,
	href: '/admin/sessions',
	icon: MonitorSmartphone,
	order: 50,
	visibleTo: (actor) => may({ subject: actor, action: permissions.actions.sessions, resource: THE_PORTAL, now: new Date() })
};
