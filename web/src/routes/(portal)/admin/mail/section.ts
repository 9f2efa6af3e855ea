import type { AdminSection } from '#lib/admin-section.ts';
import { may } from '#lib/permissions/decide.ts';
import { m } from '#lib/paraglide/messages.js';
import Mail from '@lucide/svelte/icons/mail';
import { permissions, THE_PORTAL } from '../permissions.ts';

export const section: AdminSection = {
	title: m.admin_mail_title,
	href: '/admin/mail',
	icon: Mail,
	order: 75,
	visibleTo: (actor) => may({ subject: actor, action: permissions.actions['change-settings'], resource: THE_PORTAL, now: new Date() })
};
