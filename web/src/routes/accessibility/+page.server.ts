import { contactForStatement } from '#lib/server/accessibility-contact.ts';
import { portal } from '#lib/server/portal.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async () => ({ contact: await contactForStatement(portal().db) });
