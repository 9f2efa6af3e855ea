import { requireId } from '#lib/server/person.ts';
import { publicRecord } from '../../../(portal)/council/index.server.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, params }) => ({ record: await locals.tx((tx) => publicRecord(tx, requireId(params.session))), locale: locals.locale });
