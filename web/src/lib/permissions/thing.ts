import type { Actor, Tx } from '@sal/db';
import type { Resource } from './types.ts';

/** A thing of a module as somebody sees it: its name, and what permissions ask of it. */
export interface Thing {
	title: string;
	resource: Resource;
}

/**
 * How a module finds one of its things by the id in its address: `export const findThing: FindThing` in `routes/(portal)/<module>/thing.server.ts`,
 * for the page that explains permissions. Null when there is none that the actor may see.
 */
export type FindThing = (tx: Tx, options: { actor: Actor; id: string }) => Promise<Thing | null>;
