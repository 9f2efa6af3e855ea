import type { Module } from '#lib/module.ts';
import { m } from '#lib/paraglide/messages.js';
import Settings from '@lucide/svelte/icons/settings';

export const module: Module = {
	id: 'admin',
	title: m.admin_title,
	icon: Settings,
	href: '/admin',
	order: 90,
	visibleTo: (role) => role === 'admin'
};
