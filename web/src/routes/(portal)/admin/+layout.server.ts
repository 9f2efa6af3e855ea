import { DomainError } from '#lib/domain-error.ts';
import { sectionsFor } from './sections.ts';
import type { LayoutServerLoad } from './$types';

export const load: LayoutServerLoad = ({ locals }) => {
	const hrefs = sectionsFor(locals.actor).map(({ href }) => href);
	if (hrefs.length === 0) throw new DomainError('forbidden');
	return { sections: hrefs };
};
