import type { FindThing } from '#lib/permissions/thing.ts';
import { readFacts, viewerOf } from './facts.server.ts';
import { recordingResource } from './permissions.ts';

/** A recording that row-level security lets the actor see. */
export const findThing: FindThing = async (tx, { actor, id }) => {
	const facts = await readFacts(tx, id);
	return facts && { title: facts.title, resource: recordingResource({ facts, viewer: await viewerOf(tx, actor) }) };
};
