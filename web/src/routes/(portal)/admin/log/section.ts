import type { AdminSection } from '#lib/admin-section.ts';
import { m } from '#lib/paraglide/messages.js';
import ScrollText from '@lucide/svelte/icons/scroll-text';
import { mayReadLog } from './rules.ts';

export const section: AdminSection = { title: m.admin_log_title, href: '/admin/log', icon: ScrollText, order: 60, visibleTo: (actor) => mayReadLog(actor, new Date()) };
