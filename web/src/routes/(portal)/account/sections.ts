import type { AccountSection } from '#lib/account-section.ts';

const found = import.meta.glob<AccountSection>('./*/section.ts', { eager: true, import: 'section' });

/** Every page about oneself, in order. */
export const sections: readonly AccountSection[] = Object.values(found).sort((a, b) => a.order - b.order);
