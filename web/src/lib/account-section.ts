import type { Section } from './section.ts';

/** A page about oneself: `export const section: AccountSection = {…}` in `routes/(portal)/account/<id>/section.ts`. Everybody has all of them. */
export type AccountSection = Section;
