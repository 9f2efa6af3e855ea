import { redirect } from '@sveltejs/kit';
import { sections } from './sections.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = () => redirect(303, sections[0]?.href ?? '/');
