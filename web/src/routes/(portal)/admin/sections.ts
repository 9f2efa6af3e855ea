import type { Actor } from '@sal/db';
import type { AdminSection } from '#lib/admin-section.ts';

const found = import.meta.glob<AdminSection>('./*/section.ts', { eager: true, import: 'section' });

/** Every section of the administration, in order. */
export const sections: readonly AdminSection[] = Object.values(found).sort((a, b) => a.order - b.order);

/** Those that the actor finds in the navigation. */
export const sectionsFor = (actor: Actor): AdminSection[] => sections.filter((section) => section.visibleTo(actor));
