/** One request of a directory: which resource, what is done to it, and the answer (RFC 7644 §3). */
import { scimPatch, ScimError as PatchError, patchBodyValidation, type ScimPatch, type ScimResource as Patched } from 'scim-patch';
import { sql } from 'drizzle-orm';
import { resourceTypes, schemas, serviceConfiguration } from './discovery.ts';
import { ScimError } from './error.ts';
import { readGroup, readGroups, refuseNewGroup, setMembers } from './groups.server.ts';
import { listAnswer, namesTag, onlyAsked, pageAnswer, pageAsked, parseFilter, soleValue } from './query.ts';
import { groupResource, parseMembers, parseUser, userResource, type ScimResource } from './resource.ts';
import { createUser, readUser, readUserPage, readUsers, removeUser, replaceUser, type Directory } from './users.server.ts';

export interface ScimRequest {
	method: string;
	/** Below `/scim/v2`, without slashes around it. */
	path: string;
	query: URLSearchParams;
	ifMatch: string | null;
	ifNoneMatch: string | null;
	/** The parsed body; throws a {@link ScimError} when it is no JSON. */
	body: () => Promise<unknown>;
	/** Address of the service. */
	base: string;
}

export interface ScimAnswer {
	status: number;
	body?: object;
	headers?: Record<string, string>;
}

/** @throws {ScimError} */
export async function handleScim(directory: Directory, request: ScimRequest): Promise<ScimAnswer> {
	const [kind = '', id, ...more] = request.path.split('/');
	if (more.length > 0) throw new ScimError(404, 'There is nothing at this address.');
	if (kind === 'Users') return id === undefined ? users(directory, request) : user(directory, request, id);
	if (kind === 'Groups') return id === undefined ? groups(directory, request) : group(directory, request, id);
	if (kind === 'Bulk') throw new ScimError(501, 'Bulk requests are not supported; ServiceProviderConfig says so.');
	if (kind === 'Me') throw new ScimError(501, 'A directory is nobody: there is no Me.');
	return discovery(request, kind, id);
}

function discovery({ method, base, query }: ScimRequest, kind: string, id: string | undefined): ScimAnswer {
	if (method !== 'GET') throw new ScimError(405, 'This can only be read.');
	// RFC 7644 §4: these cannot be filtered.
	if (query.has('filter')) throw new ScimError(403, 'What the service says of itself cannot be filtered.');
	if (kind === 'ServiceProviderConfig' && id === undefined) return { status: 200, body: serviceConfiguration(base) };
	const lists: Record<string, ScimResource[]> = { ResourceTypes: resourceTypes(base), Schemas: schemas(base) };
	const list = Object.hasOwn(lists, kind) ? lists[kind] : undefined;
	if (!list) throw new ScimError(404, 'There is nothing at this address.');
	if (id === undefined) return { status: 200, body: listAnswer({ resources: list, filter: undefined, query }) };
	const found = list.find((each) => each.id === id);
	if (!found) throw new ScimError(404, `There is no ${id}.`);
	return { status: 200, body: found };
}

const tag = (resource: ScimResource) => String(resource.meta.version);
const one = (resource: ScimResource, { query }: ScimRequest, status = 200): ScimAnswer => ({ status, body: onlyAsked(resource, query), headers: { etag: tag(resource), ...(status === 201 && { location: String(resource.meta.location) }) } });

function read(resource: ScimResource, request: ScimRequest): ScimAnswer {
	return request.ifNoneMatch !== null && namesTag(request.ifNoneMatch, tag(resource)) ? { status: 304, headers: { etag: tag(resource) } } : one(resource, request);
}

/** @throws {ScimError} 412 when somebody else was quicker */
function match(resource: ScimResource, { ifMatch }: ScimRequest): void {
	if (ifMatch !== null && !namesTag(ifMatch, tag(resource))) throw new ScimError(412, 'The resource has changed since it was read: read it again.');
}

/** Of two changes at once the second reads what the first has written: else both would match one entity tag. */
async function takeTurn({ tx, organisation }: Directory, { method }: ScimRequest, id: string): Promise<void> {
	if (method !== 'GET') await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended(${`sal.scim.${organisation}.${id.toLowerCase()}`}, 0))`);
}

async function users(directory: Directory, request: ScimRequest): Promise<ScimAnswer> {
	const { method, query, base } = request;
	if (method === 'POST') return one(userResource(await createUser(directory, parseUser(await request.body())), base), request, 201);
	if (method !== 'GET') throw new ScimError(405, 'Users are listed with GET and added with POST.');
	const filter = parseFilter(query.get('filter'));
	if (!filter) {
		// Of many thousands only the page is read.
		const { users: page, total } = await readUserPage(directory, pageAsked(query));
		return { status: 200, body: pageAnswer({ resources: page.map((each) => userResource(each, base)), total, query }) };
	}
	const sole = { userName: soleValue(filter, 'userName'), externalId: soleValue(filter, 'externalId'), id: soleValue(filter, 'id') };
	const found = await readUsers(directory, sole);
	// The database has answered such a question, and without regard to case where RFC 7643 says so.
	const rest = Object.values(sole).some((value) => value !== undefined) ? undefined : filter;
	return { status: 200, body: listAnswer({ resources: found.map((each) => userResource(each, base)), filter: rest, query }) };
}

async function user(directory: Directory, request: ScimRequest, id: string): Promise<ScimAnswer> {
	const { method, base } = request;
	await takeTurn(directory, request, id);
	const resource = userResource(await readUser(directory, id), base);
	if (method === 'GET') return read(resource, request);
	match(resource, request);
	if (method === 'DELETE') {
		await removeUser(directory, id);
		return { status: 204 };
	}
	const wanted = method === 'PATCH' ? patched(resource, await request.body()) : await request.body();
	return one(userResource(await replaceUser(directory, id, parseUser(wanted)), base), request);
}

async function groups(directory: Directory, request: ScimRequest): Promise<ScimAnswer> {
	const { method, query, base } = request;
	if (method === 'POST') {
		const body = await request.body();
		refuseNewGroup(typeof body === 'object' && body !== null && 'displayName' in body ? body.displayName : undefined);
	}
	if (method !== 'GET') throw new ScimError(405, 'Groups are listed with GET.');
	const resources = (await readGroups(directory)).map((each) => groupResource(each, base));
	return { status: 200, body: listAnswer({ resources, filter: parseFilter(query.get('filter')), query }) };
}

async function group(directory: Directory, request: ScimRequest, id: string): Promise<ScimAnswer> {
	const { method, base } = request;
	await takeTurn(directory, request, id);
	const resource = groupResource(await readGroup(directory, id), base);
	if (method === 'GET') return read(resource, request);
	match(resource, request);
	if (method === 'DELETE') throw new ScimError(403, 'Groups are the portal’s roles and cannot be deleted; take their members away.', 'mutability');
	const wanted = method === 'PATCH' ? patched(resource, await request.body()) : await request.body();
	return one(groupResource(await setMembers(directory, id, parseMembers(wanted)), base), request);
}

/** The resource as the operations make it (RFC 7644 §3.5.2). @throws {ScimError} 400 with the RFC's own code */
function patched(resource: ScimResource, body: unknown): unknown {
	const patch = body as ScimPatch;
	try {
		patchBodyValidation(patch);
		// The library changes what it is given; a reader's copy stays whole.
		return scimPatch(structuredClone(resource) as unknown as Patched, [...patch.Operations], { mutateDocument: true, treatMissingAsAdd: true });
	} catch (error) {
		if (error instanceof PatchError) throw new ScimError(400, error.message, error.scimCode as ScimError['scimType']);
		if (error instanceof TypeError) throw new ScimError(400, 'The body is no PatchOp message.', 'invalidSyntax');
		throw error;
	}
}
