import type { Module } from '#lib/module.ts';
import { m } from '#lib/paraglide/messages.js';
import Video from '@lucide/svelte/icons/video';

export const module: Module = {
	id: 'meetings',
	title: m.meetings_title,
	icon: Video,
	href: '/meetings',
	order: 10,
	visibleTo: () => true
};
