import type { AccountSection } from '#lib/account-section.ts';
import { m } from '#lib/paraglide/messages.js';
import Bell from '@lucide/svelte/icons/bell';

export const section: AccountSection = { title: m.account_notifications_title, href: '/account/notifications', icon: Bell, order: 40 };
