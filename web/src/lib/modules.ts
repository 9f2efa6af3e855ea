import type { Module } from '#lib/module.ts';
import type { Actor } from '@sal/db';

// The parentheses must be escaped: unescaped, the pattern silently finds nothing.
const found = import.meta.glob<Module>('../routes/\\(portal\\)/*/module.ts', { eager: true, import: 'module' });
/** Every module, in order. */
export const modules: readonly Module[] = Object.values(found).sort((a, b) => a.order - b.order);

/** The navigation of one person, in order. */
export function modulesFor(actor: Actor): Module[] {
	return modules.filter((module) => module.visibleTo(actor));
}
