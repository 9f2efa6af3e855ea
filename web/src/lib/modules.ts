import type { Module } from '#lib/module.ts';
import type { Role } from '#lib/role.ts';

// The parentheses must be escaped: unescaped, the pattern silently finds nothing.
const found = import.meta.glob<Module>('../routes/\\(portal\\)/*/module.ts', { eager: true, import: 'module' });
const modules = Object.values(found).sort((a, b) => a.order - b.order);

/** The navigation of one role, in order. */
export function modulesFor(role: Role): Module[] {
	return modules.filter((module) => module.visibleTo(role));
}
