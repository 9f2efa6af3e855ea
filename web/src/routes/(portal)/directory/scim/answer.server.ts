/** A directory at the door: its token, how often it may ask, one transaction as its job, and answers in SCIM's own form. */
import { findScimToken, withActor, type Database, type Origin } from '@sal/db';
import { DomainError } from '#lib/domain-error.ts';
import { isUnstorable } from '#lib/server/failure.ts';
import { createLimiter, networkOf, type LimitRule } from '#lib/server/rate-limit.ts';
import { hashSecret } from '#lib/server/secret.ts';
import { brokenUnique } from '#lib/server/unique.ts';
import { ERROR, ScimError } from './error.ts';
import { handleScim, type ScimAnswer } from './handle.server.ts';

/** A first synchronisation of 25,000 people takes some minutes at this pace. */
const PER_DIRECTORY: LimitRule = { name: 'scim-directory', points: 6_000, seconds: 60, blockSeconds: 30 };
/** Tokens that are none, from one address. */
const WRONG_TOKENS: LimitRule = { name: 'scim-wrong-token', points: 50, seconds: 900, blockSeconds: 900 };

interface Ask {
	db: Database;
	request: Request;
	path: string;
	/** Address of the portal. */
	origin: string;
	from: Origin;
}

/** Every answer is one of SCIM's, also the refusals. What is our fault is thrown on, and logged with its id. */
export async function answerScim({ db, request, path, origin, from }: Ask): Promise<Response> {
	try {
		const token = /^Bearer ([\w-]{20,100})$/i.exec(request.headers.get('authorization') ?? '')?.[1];
		const wrong = createLimiter({ db, rule: WRONG_TOKENS });
		const network = networkOf(from.address ?? '');
		if (token) await wrong.check(network);
		const found = token ? await findScimToken(db, hashSecret(token)) : undefined;
		if (!found) {
			if (token) await wrong.consume(network);
			throw new ScimError(401, 'A bearer token is needed that holds: an administrator makes one on the page for directories.');
		}
		await createLimiter({ db, rule: PER_DIRECTORY }).consume(found.id);
		const url = new URL(request.url);
		const answer = await withActor(
			db,
			{ kind: 'job', organisation: found.organisationId, name: `scim: ${found.label}` },
			(tx) => handleScim({ tx, organisation: found.organisationId, label: found.label }, {
				method: request.method,
				path: decoded(path).replace(/^\/+|\/+$/g, ''),
				query: url.searchParams,
				ifMatch: request.headers.get('if-match'),
				ifNoneMatch: request.headers.get('if-none-match'),
				body: () => readBody(request),
				base: `${origin}/scim/v2`
			}),
			from
		);
		return toResponse(answer);
	} catch (error) {
		return toResponse(refusalOf(error));
	}
}

/** @throws {ScimError} 404 for an address that is no text */
function decoded(path: string): string {
	try {
		return decodeURIComponent(path);
	} catch {
		throw new ScimError(404, 'There is nothing at this address.');
	}
}

async function readBody(request: Request): Promise<unknown> {
	try {
		return await request.json();
	} catch {
		throw new ScimError(400, 'The body is no JSON.', 'invalidSyntax');
	}
}

/** What this house refuses, as a directory understands it. */
function inItsWords(error: unknown): unknown {
	if (error instanceof DomainError && error.code === 'rate-limited') return new ScimError(429, 'Too many requests: try again in half a minute.');
	// Two requests at once, each of which looked before the other wrote.
	if (brokenUnique(error) !== undefined) return new ScimError(409, 'Somebody was given this userName or externalId at the same moment.', 'uniqueness');
	if (isUnstorable(error)) return new ScimError(400, 'A value holds a character that cannot be stored (NUL).', 'invalidValue');
	return error;
}

function refusalOf(error: unknown): ScimAnswer {
	const refused = inItsWords(error);
	if (!(refused instanceof ScimError)) throw error;
	const { status, scimType, message: detail } = refused;
	return { status, body: { schemas: [ERROR], status: String(status), ...(scimType && { scimType }), detail }, ...(status === 401 && { headers: { 'www-authenticate': 'Bearer realm="scim"' } }), ...(status === 429 && { headers: { 'retry-after': '30' } }) };
}

const toResponse = ({ status, body, headers }: ScimAnswer): Response =>
	new Response(body ? JSON.stringify(body) : null, { status, headers: { ...(body && { 'content-type': 'application/scim+json; charset=utf-8' }), 'cache-control': 'no-store', ...headers } });
