/** Which page's actions the forms of a session call, where they stand on another page than that. */
import { getContext, setContext } from 'svelte';

const key = Symbol('acts-at');

/** Call it while a component is made; `path` is the page that has the actions. */
export function actsAt(path: () => string): void {
	setContext(key, path);
}

/** The page's path for actions that begin with `?`; empty on the page itself. */
export function actedAt(): () => string {
	return getContext<(() => string) | undefined>(key) ?? (() => '');
}
