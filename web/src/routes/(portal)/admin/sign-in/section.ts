import type { AdminSection } from '#lib/admin-section.ts';
import { may } from '#lib/permissions/decide.ts';
import { m } from '#lib/paraglide/messages.js';
import ShieldCheck from '@lucide/svelte/icons/shield-check';
import { permissions, THE_PORTAL } from '../permissions.ts';

export const section: AdminSection = {
	title: m.admin_sign_in_title,
	href: '/admin/sign-in',
	icon: ShieldCheck,
	order: 40,
	visibleTo: (actor) => may({ subject: actor, action: permissions.actions['sign-in'], resource: THE_PORTAL, now: new Date() })
};
