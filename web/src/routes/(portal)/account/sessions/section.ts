import type { AccountSection } from '#lib/account-section.ts';
import { m } from '#lib/paraglide/messages.js';
import MonitorSmartphone from '@lucide/svelte/icons/monitor-smartphone';

export const section: AccountSection = { title: m.account_sessions_title, href: '/account/sessions', icon: MonitorSmartphone, order: 20 };
