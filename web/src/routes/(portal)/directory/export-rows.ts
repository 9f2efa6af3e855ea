/** What an export says of organisations and of people: exactly what an import of it would find unchanged. Pure. */
import type { KnownOrganisation } from './organisations.rules.ts';
import type { KnownGrant, KnownPerson, KnownUnit, WrittenPlace } from './people.rules.ts';
import { splitName } from './person-name.ts';
import { kindWords } from './table/cells.ts';
import { organisationColumns, personColumns } from './table/columns.ts';

const reference = ({ id, externalId }: { id: string; externalId: string | null }): string => externalId ?? id;

/** Above before below. `all` are those that may stand above. */
export function organisationExport({ shown, all }: { shown: readonly KnownOrganisation[]; all: readonly KnownOrganisation[] }): string[][] {
	const byId = new Map(all.map((each) => [each.id, each]));
	const above = (id: string | null) => (id === null ? undefined : byId.get(id));
	const rows = shown.toSorted((a, b) => a.path.length - b.path.length || a.name.localeCompare(b.name, 'cs')).map((each) => {
		const parent = above(each.parentId);
		return [reference(each), parent ? reference(parent) : '', kindWords[each.kind][0], each.name, each.ico ?? '', each.dataBox ?? '', each.address, each.validFrom, each.validUntil ?? ''];
	});
	return [organisationColumns.map(({ title }) => title), ...rows];
}

interface People {
	people: readonly KnownPerson[];
	places: readonly WrittenPlace[];
	grants: readonly KnownGrant[];
	units: readonly KnownUnit[];
}

/** One row for each place; the roles that hold in it stand with it. */
export function peopleExport({ people, places, grants, units }: People): string[][] {
	const personOf = new Map(people.map((each) => [each.id, each]));
	const unitOf = new Map(units.map((each) => [each.id, each]));
	const named = (id: string) => reference(unitOf.get(id) ?? { id, externalId: null });
	const grantsOf = Map.groupBy(grants, ({ affiliationId }) => affiliationId);
	const rows = places.flatMap((place) => {
		const person = personOf.get(place.personId);
		if (!person || person.erased) return [];
		const { before, given, family, after } = splitName({ name: person.name, given: person.givenName, family: person.familyName });
		const roles = (grantsOf.get(place.id) ?? []).map(({ role, organisationId }) => (organisationId === place.organisationId ? role : `${role}@${named(organisationId)}`)).toSorted();
		return [[reference(person), person.email, before, given, family, after, named(place.organisationId), place.position, place.validFrom, place.validUntil ?? '', roles.join('|')]];
	});
	return [personColumns.map(({ title }) => title), ...rows];
}
