/** Takes in a file that the browser has put into the object store: as new material of an item, or as a new version. */
import * as v from 'valibot';
import { dropDocument } from '@sal/storage';
import { DomainError } from '#lib/domain-error.ts';
import { refusal } from '#lib/server/failure.ts';
import { objectStore } from '#lib/server/object-store.ts';
import { requireId, requirePerson } from '#lib/server/person.ts';
import { telling } from '../../live/telling.server.ts';
import { tellSession } from '../../live/tell.server.ts';
import { takeIn } from '../../materials/intake.server.ts';
import { broughtSchema } from '../../materials/schema.ts';
import { addMaterial, mayBring, replaceMaterial } from '../../materials/store.server.ts';
import type { RequestHandler } from './$types';

export const POST: RequestHandler = async ({ locals, params, request }) => {
	try {
		const actor = requirePerson(locals.actor);
		const session = requireId(params.session);
		const read = v.safeParse(broughtSchema, await request.json().catch(() => null));
		const brought = read.success ? read.output : null;
		const now = new Date();
		await locals.tx((tx) => mayBring(tx, actor, { session, now, ...(brought && 'item' in brought && { item: brought.item }) }));
		if (!brought) throw new DomainError('bad-input');
		const file = await takeIn({ store: objectStore(), person: actor.person, session, upload: brought.upload, name: brought.name });
		const material = await locals
			.tx(async (tx) => {
				if ('item' in brought) return addMaterial(tx, actor, { session, item: brought.item, file, now });
				await replaceMaterial(tx, actor, { session, material: brought.material, file, now });
				return brought.material;
			})
			.catch(async (error: unknown) => {
				await dropDocument(objectStore(), file.objectKey);
				throw error;
			});
		await tellSession(telling(locals), session);
		return Response.json({ material }, { status: 201 });
	} catch (error) {
		const { status, message } = refusal(error);
		return Response.json({ message }, { status });
	}
};
