/** Every module's permissions, found by themselves. */
import type { Permissions } from './declare.ts';
import { frameRoles } from './frame-roles.ts';
import type { Role } from './types.ts';

// The parentheses must be escaped: unescaped, the pattern silently finds nothing.
const found = import.meta.glob<Permissions>('../../routes/\\(portal\\)/*/permissions.ts', { eager: true, import: 'permissions' });

export const allPermissions: readonly Permissions[] = Object.values(found).sort((a, b) => a.module.localeCompare(b.module));

/** Every role that there is, the frame's first. */
export const allRoles: readonly Role[] = [...frameRoles, ...allPermissions.flatMap(({ roles }) => roles)];

/** A role in words; its id when no module declares it (any more). */
export const roleTitle = (id: string): string => allRoles.find((role) => role.id === id)?.title() ?? id;
