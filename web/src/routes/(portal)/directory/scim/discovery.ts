/** What the service says of itself (RFC 7643 §5–7). */
import { ENTERPRISE, GROUP, USER, type ScimResource } from './resource.ts';
import { MOST_RESULTS } from './query.ts';

const resource = (id: string, type: string, path: string, said: object): ScimResource => ({ ...said, id, schemas: [`urn:ietf:params:scim:schemas:core:2.0:${type}`], meta: { resourceType: type, location: path } });

export const serviceConfiguration = (base: string) => ({
	schemas: ['urn:ietf:params:scim:schemas:core:2.0:ServiceProviderConfig'],
	patch: { supported: true },
	bulk: { supported: false, maxOperations: 0, maxPayloadSize: 0 },
	filter: { supported: true, maxResults: MOST_RESULTS },
	changePassword: { supported: false },
	sort: { supported: false },
	etag: { supported: true },
	authenticationSchemes: [{ type: 'oauthbearertoken', name: 'Bearer token', description: 'A token made by an administrator of the organisation on the page for directories', primary: true }],
	meta: { resourceType: 'ServiceProviderConfig', location: `${base}/ServiceProviderConfig` }
});

export const resourceTypes = (base: string): ScimResource[] => [
	resource('User', 'ResourceType', `${base}/ResourceTypes/User`, { name: 'User', endpoint: '/Users', description: 'People of the organisation and of all below it', schema: USER, schemaExtensions: [{ schema: ENTERPRISE, required: false }] }),
	resource('Group', 'ResourceType', `${base}/ResourceTypes/Group`, { name: 'Group', endpoint: '/Groups', description: 'Roles that can be held at the organisation', schema: GROUP })
];

interface Attribute {
	name: string;
	type?: 'string' | 'boolean' | 'complex' | 'reference';
	multiValued?: boolean;
	required?: boolean;
	mutability?: 'readWrite' | 'readOnly' | 'immutable';
	uniqueness?: 'none' | 'server';
	description: string;
	subAttributes?: Attribute[];
}

const complete = ({ subAttributes, ...attribute }: Attribute): object => ({ type: 'string', multiValued: false, required: false, caseExact: false, mutability: 'readWrite', returned: 'default', uniqueness: 'none', ...attribute, ...(subAttributes && { subAttributes: subAttributes.map(complete) }) });
const schema = (base: string, id: string, name: string, attributes: Attribute[]) => resource(id, 'Schema', `${base}/Schemas/${id}`, { name, attributes: attributes.map(complete) });

export const schemas = (base: string): ScimResource[] => [
	schema(base, USER, 'User', [
		{ name: 'userName', required: true, uniqueness: 'server', description: 'E-mail address with which the person signs in' },
		{ name: 'name', type: 'complex', description: 'Name', subAttributes: [{ name: 'formatted', mutability: 'readOnly', description: 'As shown, with titles' }, { name: 'familyName', description: 'Family name' }, { name: 'givenName', description: 'Given name' }, { name: 'honorificPrefix', description: 'Titles before the name' }, { name: 'honorificSuffix', description: 'Titles after the name' }] },
		{ name: 'displayName', description: 'Used when there is no name; shown as name.formatted' },
		{ name: 'title', description: 'Position' },
		{ name: 'active', type: 'boolean', description: 'False: may not sign in' },
		{ name: 'emails', type: 'complex', multiValued: true, mutability: 'readOnly', description: 'The one address, from userName', subAttributes: [{ name: 'value', description: 'Address' }, { name: 'type', description: 'Always work' }, { name: 'primary', type: 'boolean', description: 'Always true' }] }
	]),
	schema(base, ENTERPRISE, 'EnterpriseUser', [
		{ name: 'organization', mutability: 'readOnly', description: 'Organisation of the affiliation' },
		{ name: 'department', description: 'Id or name of a unit below the directory’s organisation; an unknown one is the organisation itself' }
	]),
	schema(base, GROUP, 'Group', [
		{ name: 'displayName', mutability: 'readOnly', description: 'Title of the role' },
		{ name: 'members', type: 'complex', multiValued: true, description: 'Who holds the role at the organisation', subAttributes: [{ name: 'value', mutability: 'immutable', description: 'Id of a user' }, { name: 'display', mutability: 'readOnly', description: 'Name' }] }
	])
];
