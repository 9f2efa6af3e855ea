/** Which resources of a list, and how much of them (RFC 7644 §3.4.2, §3.9). Pure. */
import { filter as matches, parse, type Filter } from 'scim2-parse-filter';
import { ScimError } from './error.ts';
import type { ScimResource } from './resource.ts';

const LIST = 'urn:ietf:params:scim:api:messages:2.0:ListResponse';
export const MOST_RESULTS = 200;

/** @throws {ScimError} 400 `invalidFilter` */
export function parseFilter(text: string | null): Filter | undefined {
	if (text === null) return undefined;
	if (text.length > 1_000) throw new ScimError(400, 'The filter is longer than 1000 characters.', 'invalidFilter');
	try {
		return parse(text);
	} catch {
		throw new ScimError(400, 'The filter does not follow RFC 7644, section 3.4.2.2.', 'invalidFilter');
	}
}

/** The value of `attribute eq "value"`, when that is all that is asked: the usual question, which an index answers. */
export function soleValue(filter: Filter | undefined, attribute: string): string | undefined {
	return filter?.op === 'eq' && 'compValue' in filter && filter.attrPath.toLowerCase() === attribute.toLowerCase() && typeof filter.compValue === 'string' ? filter.compValue : undefined;
}

/** One page of what matches. Sorting is not supported, and said so in the service's configuration. */
export function listAnswer({ resources, filter, query }: { resources: readonly ScimResource[]; filter: Filter | undefined; query: URLSearchParams }): object {
	const test = filter && matches(filter);
	const found = test ? resources.filter((each) => test(each)) : resources;
	const { startIndex, count } = pageAsked(query);
	return pageAnswer({ resources: found.slice(startIndex - 1, startIndex - 1 + count), total: found.length, query });
}

/** `startIndex` counts from 1. @throws {ScimError} 400 `invalidValue` */
export function pageAsked(query: URLSearchParams): { startIndex: number; count: number } {
	return { startIndex: Math.max(1, whole(query.get('startIndex'), 1)), count: Math.min(MOST_RESULTS, Math.max(0, whole(query.get('count'), 100))) };
}

/** The resources of one page, of a list of `total`. */
export function pageAnswer({ resources, total, query }: { resources: readonly ScimResource[]; total: number; query: URLSearchParams }): object {
	return { schemas: [LIST], totalResults: total, startIndex: pageAsked(query).startIndex, itemsPerPage: resources.length, Resources: resources.map((each) => onlyAsked(each, query)) };
}

/** Does a header of entity tags (RFC 9110 §13.1) name this one, or any? */
export const namesTag = (header: string, tag: string): boolean => header.split(',').some((each) => each.trim() === '*' || each.trim() === tag);

function whole(text: string | null, otherwise: number): number {
	if (text === null) return otherwise;
	if (!/^-?\d{1,9}$/.test(text)) throw new ScimError(400, 'startIndex and count are whole numbers.', 'invalidValue');
	return Number(text);
}

/** `attributes` and `excludedAttributes`, by first name; `id` and `schemas` are always returned. */
export function onlyAsked(resource: ScimResource, query: URLSearchParams): Record<string, unknown> {
	const names = (parameter: string) => query.get(parameter)?.split(',').map((name) => name.trim().toLowerCase()) ?? [];
	const named = (key: string, asked: string[]) => asked.some((name) => name === key.toLowerCase() || name.startsWith(`${key.toLowerCase()}.`) || name.startsWith(`${key.toLowerCase()}:`));
	const [wanted, unwanted] = [names('attributes'), names('excludedAttributes')];
	return Object.fromEntries(Object.entries(resource).filter(([key]) => key === 'id' || key === 'schemas' || (wanted.length > 0 ? named(key, wanted) : !named(key, unwanted))));
}
