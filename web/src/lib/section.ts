import type { Component } from 'svelte';

/** A page among others of one part of the portal, as its navigation shows it. */
export interface Section {
	/** A message function: `m.account_security_title`. */
	title: () => string;
	href: string;
	/** An icon of @lucide/svelte, imported by its own file. */
	icon: Component<{ size?: number | string; 'aria-hidden'?: 'true' }>;
	/** Place among the sections, small first. */
	order: number;
}
