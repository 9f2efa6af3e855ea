import type { Actor } from '@sal/db';
import type { Section } from './section.ts';

/** A page of the administration: `export const section: AdminSection = {…}` in `routes/(portal)/admin/<id>/section.ts`. Shared with the browser. */
export interface AdminSection extends Section {
	/** Who finds it in the navigation. Asked on the server only; the section's own store refuses everybody else. */
	visibleTo(actor: Actor): boolean;
}
