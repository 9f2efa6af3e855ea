import { exportLog } from '../export.server.ts';
import { parseFilter } from '../schema.ts';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = async ({ locals, url }) => {
	const now = new Date();
	const body = await exportLog({ inTx: locals.tx, actor: locals.actor, filter: parseFilter(url.searchParams), now });
	return new Response(body, { headers: { 'content-type': 'application/jsonl; charset=utf-8', 'content-disposition': `attachment; filename="sal-log-${now.toISOString().slice(0, 10)}.jsonl"`, 'cache-control': 'no-store' } });
};
