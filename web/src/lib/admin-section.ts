import type { Actor } from '@sal/db';
import type { Component } from 'svelte';

/** A page of the administration: `export const section: AdminSection = {…}` in `routes/(portal)/admin/<id>/section.ts`. Shared with the browser. */
export interface AdminSection {
	/** A message function: `m.admin_health_title`. */
	title: () => string;
	href: string;
	/** An icon of @lucide/svelte, imported by its own file. */
	icon: Component<{ size?: number | string; 'aria-hidden'?: 'true' }>;
	/** Place among the sections, small first. */
	order: number;
	/** Who finds it in the navigation. Asked on the server only; the section's own store refuses everybody else. */
	visibleTo(actor: Actor): boolean;
}
