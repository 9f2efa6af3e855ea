/** Users and groups as directories see them (RFC 7643). Pure. */
import { createHash } from 'node:crypto';
import * as v from 'valibot';
import { composeName, splitName } from '../person-name.ts';
import { ScimError } from './error.ts';

export const USER = 'urn:ietf:params:scim:schemas:core:2.0:User';
export const GROUP = 'urn:ietf:params:scim:schemas:core:2.0:Group';
export const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';

/** What a directory wants a user to be. */
export interface WantedUser {
	externalId: string | null;
	email: string;
	name: string;
	givenName: string;
	familyName: string;
	active: boolean;
	position: string;
	/** Name or id of the unit below the directory's organisation; empty: the organisation itself. */
	department: string;
}

/** What the portal keeps of a user, and shows; `department` is then the unit's name. */
export interface DirectoryUser extends WantedUser {
	id: string;
	organisationName: string;
	createdAt: Date;
}

export type ScimResource = { schemas: string[]; id: string; meta: Record<string, unknown> } & Record<string, unknown>;

/** `base` is the address of the service, without a slash at its end. */
export function userResource(user: DirectoryUser, base: string): ScimResource {
	const { before, after } = splitName({ name: user.name, given: user.givenName, family: user.familyName });
	const said = {
		schemas: [USER, ENTERPRISE],
		id: user.id,
		...(user.externalId !== null && { externalId: user.externalId }),
		userName: user.email,
		name: { formatted: user.name, familyName: user.familyName, givenName: user.givenName, ...(before && { honorificPrefix: before }), ...(after && { honorificSuffix: after }) },
		displayName: user.name,
		active: user.active,
		emails: [{ value: user.email, type: 'work', primary: true }],
		...(user.position && { title: user.position }),
		[ENTERPRISE]: { organization: user.organisationName, ...(user.department && { department: user.department }) }
	};
	return { ...said, meta: { resourceType: 'User', created: user.createdAt.toISOString(), location: `${base}/Users/${user.id}`, version: versionOf(said) } };
}

export interface DirectoryGroup {
	/** The role's id. */
	id: string;
	title: string;
	members: { id: string; name: string }[];
}

export function groupResource({ id, title, members }: DirectoryGroup, base: string): ScimResource {
	const said = { schemas: [GROUP], id, displayName: title, members: members.map((each) => ({ value: each.id, display: each.name, type: 'User', $ref: `${base}/Users/${each.id}` })) };
	return { ...said, meta: { resourceType: 'Group', location: `${base}/Groups/${id}`, version: versionOf(said) } };
}

/** A weak entity tag: the same while the resource says the same. */
const versionOf = (said: object): string => `W/"${createHash('sha256').update(JSON.stringify(said)).digest('hex').slice(0, 20)}"`;

const text = v.optional(v.nullable(v.pipe(v.string(), v.trim(), v.maxLength(300))));
/** Entra ID has long sent `"False"`. */
const truth = v.union([v.boolean(), v.pipe(v.string(), v.toLowerCase(), v.picklist(['true', 'false']), v.transform((said) => said === 'true'))]);
// What is not named here is ignored, as RFC 7644 §3.3 leaves to the service.
const userBody = v.object({
	userName: v.pipe(v.string(), v.trim(), v.maxLength(254), v.regex(/^[^\s@"(),:;<>[\]\\]+@[^\s@.]+(\.[^\s@.]+)+$/, 'userName must be the e-mail address with which the person signs in')),
	externalId: text,
	name: v.optional(v.nullable(v.object({ givenName: text, familyName: text, honorificPrefix: text, honorificSuffix: text }))),
	displayName: text,
	active: v.optional(truth, true),
	title: text,
	[ENTERPRISE]: v.optional(v.nullable(v.object({ department: text })))
});

/** @throws {ScimError} 400 `invalidValue`, naming the attribute */
export function parseUser(body: unknown): WantedUser {
	const parsed = v.safeParse(userBody, body);
	if (!parsed.success) {
		const issue = parsed.issues[0];
		throw new ScimError(400, `${v.getDotPath(issue) ?? 'body'}: ${issue.message}`, 'invalidValue');
	}
	const { userName: email, externalId, name, displayName, active, title, [ENTERPRISE]: enterprise } = parsed.output;
	const given = name?.givenName ?? '';
	const family = name?.familyName || (given === '' ? displayName || email : '');
	return {
		externalId: externalId || null,
		email,
		name: composeName({ before: name?.honorificPrefix ?? '', given, family, after: name?.honorificSuffix ?? '' }),
		givenName: given,
		familyName: family,
		active,
		position: title ?? '',
		department: enterprise?.department ?? ''
	};
}

const groupBody = v.object({ displayName: v.optional(v.string()), members: v.optional(v.nullable(v.array(v.object({ value: v.pipe(v.string(), v.uuid('members: value must be the id of a user')) })))) });

/** Ids of the members that a directory wants. @throws {ScimError} 400 `invalidValue` */
export function parseMembers(body: unknown): string[] {
	const parsed = v.safeParse(groupBody, body);
	if (!parsed.success) throw new ScimError(400, parsed.issues[0].message, 'invalidValue');
	return [...new Set((parsed.output.members ?? []).map(({ value }) => value))];
}
