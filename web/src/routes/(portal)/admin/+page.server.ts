import { redirect } from '@sveltejs/kit';
import { DomainError } from '#lib/domain-error.ts';
import { sectionsFor } from './sections.ts';
import type { PageServerLoad } from './$types';

/** The administration has no page of its own: it opens at the first section that this person may see. */
export const load: PageServerLoad = ({ locals }) => {
	const [first] = sectionsFor(locals.actor);
	if (!first) throw new DomainError('forbidden');
	redirect(303, first.href);
};
