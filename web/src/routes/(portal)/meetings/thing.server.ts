import type { FindThing } from '#lib/permissions/thing.ts';
import { meeting } from '@sal/db';
import { eq } from 'drizzle-orm';
import { factColumns, ownerPath, resourceOf, tieColumns, toFacts } from './ties.server.ts';

/** A meeting that row-level security lets the actor see. */
export const findThing: FindThing = async (tx, { actor, id }) => {
	if (actor.kind !== 'person') return null;
	const [row] = await tx.select({ ...factColumns, title: meeting.title, ties: tieColumns(actor), path: ownerPath }).from(meeting).where(eq(meeting.id, id));
	return row ? { title: row.title, resource: resourceOf({ ties: row.ties, path: row.path, facts: toFacts(row) }) } : null;
};
