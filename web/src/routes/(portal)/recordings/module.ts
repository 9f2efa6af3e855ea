import type { Module } from '#lib/module.ts';
import { m } from '#lib/paraglide/messages.js';
import Clapperboard from '@lucide/svelte/icons/clapperboard';

export const module: Module = {
	id: 'recordings',
	title: m.recordings_title,
	icon: Clapperboard,
	href: '/recordings',
	order: 20,
	visibleTo: () => true
};
