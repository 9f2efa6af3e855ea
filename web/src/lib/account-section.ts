import type { Component } from 'svelte';

/** A page about oneself: `export const section: AccountSection = {…}` in `routes/(portal)/account/<id>/section.ts`. Everybody has all of them. */
export interface AccountSection {
	/** A message function: `m.account_security_title`. */
	title: () => string;
	href: string;
	/** An icon of @lucide/svelte, imported by its own file. */
	icon: Component<{ size?: number | string; 'aria-hidden'?: 'true' }>;
	/** Place among the sections, small first. */
	order: number;
}
