/** The published minutes as PDF/A, for everybody. */
import { refusal } from '#lib/server/failure.ts';
import { requireId } from '#lib/server/person.ts';
import { attachment } from '@sal/storage';
import { publicRecordPdf } from '../../../../(portal)/council/index.server.ts';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = async ({ locals, params }) => {
	try {
		const content = await locals.tx((tx) => publicRecordPdf(tx, requireId(params.session)));
		return new Response(new Uint8Array(content), { headers: { 'content-type': 'application/pdf', 'content-length': String(content.length), 'content-disposition': attachment('zapis.pdf') } });
	} catch (error) {
		const { status, message } = refusal(error);
		return new Response(message, { status });
	}
};
