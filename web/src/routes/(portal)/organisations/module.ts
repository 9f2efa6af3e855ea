import type { Module } from '#lib/module.ts';
import { m } from '#lib/paraglide/messages.js';
import Network from '@lucide/svelte/icons/network';

export const module: Module = {
	id: 'organisations',
	title: m.organisations_title,
	icon: Network,
	href: '/organisations',
	order: 30,
	visibleTo: () => true
};
