import { attachment } from '@sal/storage';
import { dayOf } from '#lib/day.ts';
import { DomainError } from '#lib/domain-error.ts';
import { m } from '#lib/paraglide/messages.js';
import { contentTypes, exportFile } from '../../../directory/index.server.ts';
import { files } from '../schema.ts';
import type { RequestHandler } from './$types';

/** `?of=people&as=xlsx`: what the administrator's subtree holds, as a file. */
export const GET: RequestHandler = async ({ locals, url }) => {
	const of = files.find((each) => each === url.searchParams.get('of'));
	const format = (['csv', 'xlsx'] as const).find((each) => each === url.searchParams.get('as'));
	if (!of || !format) throw new DomainError('bad-input');
	const now = new Date();
	const bytes = await locals.tx((tx) => exportFile({ tx, actor: locals.actor, of, format, now }));
	const name = `${of === 'people' ? m.admin_imports_people_file() : m.admin_imports_organisations_file()}-${dayOf(now)}.${format}`;
	return new Response(Buffer.from(bytes), { headers: { 'content-type': contentTypes[format], 'content-disposition': attachment(name), 'cache-control': 'private, no-store' } });
};
