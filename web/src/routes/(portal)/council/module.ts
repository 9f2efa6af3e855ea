import type { Module } from '#lib/module.ts';
import { m } from '#lib/paraglide/messages.js';
import Landmark from '@lucide/svelte/icons/landmark';

export const module: Module = {
	id: 'council',
	title: m.council_title,
	icon: Landmark,
	href: '/council',
	order: 15,
	visibleTo: () => true
};
