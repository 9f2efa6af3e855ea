import { portal } from '#lib/server/portal.ts';
import { answerScim } from '../../../(portal)/directory/index.server.ts';
import type { RequestHandler } from './$types';

/** SCIM 2.0 (RFC 7643, RFC 7644): a directory keeps the people of the organisation that its token is for. */
const answer: RequestHandler = ({ request, params, locals }) => {
	const { db, config } = portal();
	return answerScim({ db, request, path: params.path, origin: config.origin, from: locals.origin });
};

export { answer as GET, answer as POST, answer as PUT, answer as PATCH, answer as DELETE };
