import { AUDITOR, CASE } from './frame.ts';
import type { Action, ActionDeclaration, Conditions, Reach, Role, Way } from './types.ts';

type RoleOptions<T extends string> = Conditions<T> & { reach: Reach };

/** Holders of this role, as far as it reaches. */
export const role = <const T extends string = never>(id: string, { reach, ...conditions }: RoleOptions<T>): Way<never, T> => ({ via: 'role', role: id, reach, ...conditions });

/** Whoever stands so to the thing; `with`: and holds that role as well. */
export const relation = <const R extends string, const T extends string = never>(id: R, conditions: Conditions<T> & { with?: string } = {}): Way<R, T> => ({ via: 'relation', relation: id, ...conditions });

/** Everybody, signed in or not, where the thing has the trait `published`. */
export const published = <const T extends string = never>(conditions: Conditions<T> = {}): Way<never, T> => ({ via: 'published', ...conditions });

/** Whoever is signed in. */
export const account = <const T extends string = never>(conditions: Conditions<T> = {}): Way<never, T> => ({ via: 'account', ...conditions });

interface Declaration<R extends string, T extends string, A extends string> {
	/** The folder's name. */
	module: string;
	title: () => string;
	/** Roles that this module brings. */
	roles: readonly Role[];
	/** How somebody may stand to a thing of this module, in words. */
	relations: Record<R, () => string>;
	/** What a thing may be like, in words. */
	traits: Record<T, () => string>;
	actions: Record<A, ActionDeclaration<NoInfer<R>, NoInfer<T>>>;
}

export interface Permissions<R extends string = string, T extends string = string, A extends string = string> extends Omit<Declaration<R, T, A>, 'actions'> {
	actions: Record<A, Action<R, T>>;
}

/**
 * What a module lets people do: `export const permissions = declare({…})` in its `permissions.ts`. Actions get their id (`<module>.<action>`),
 * and those that read get the auditor.
 */
export function declare<const R extends string, const T extends string, const A extends string>({ actions, ...rest }: Declaration<R, T, A>): Permissions<R, T, A> {
	const entries = Object.entries<ActionDeclaration<R, T>>(actions).map(([name, action]) => [name, { ...action, id: `${rest.module}.${name}`, ways: [...action.ways, ...auditorOf(action, CASE in rest.traits)] }]);
	return { ...rest, actions: Object.fromEntries(entries) as Record<A, Action<R, T>> };
}

/** An auditor reads everything but what is about a patient. */
function auditorOf<R extends string, T extends string>({ reads, of }: ActionDeclaration<R, T>, knowsCases: boolean): Way<R, T>[] {
	if (!reads) return [];
	return [{ via: 'role', role: AUDITOR, reach: of === 'portal' ? 'root' : 'subtree', ...(knowsCases && { unless: [CASE as T] }) }];
}
