import type { Actor } from '@sal/db';
import type { Component } from 'svelte';

/** What a module tells the frame: `export const module: Module = {…}` in `routes/(portal)/<id>/module.ts`. Shared with the browser. */
export interface Module {
	/** The folder's name. */
	id: string;
	/** A message function: `m.meetings_title`. */
	title: () => string;
	/** An icon of @lucide/svelte, imported by its own file: `@lucide/svelte/icons/video`. */
	icon: Component<{ size?: number | string; 'aria-hidden'?: 'true' }>;
	href: string;
	/** Place in the navigation, small first. */
	order: number;
	/** Who finds it in the navigation. Asked on the server only; the module's stores refuse everybody else. */
	visibleTo(actor: Actor): boolean;
}
