import type { Module } from '#lib/module.ts';
import { m } from '#lib/paraglide/messages.js';
import Settings from '@lucide/svelte/icons/settings';
import { sectionsFor } from './sections.ts';

export const module: Module = {
	id: 'admin',
	title: m.admin_title,
	icon: Settings,
	href: '/admin',
	order: 90,
	visibleTo: (actor) => sectionsFor(actor).length > 0
};
