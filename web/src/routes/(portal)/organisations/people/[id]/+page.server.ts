import { dayOf, startOfDay } from '#lib/day.ts';
import { DomainError } from '#lib/domain-error.ts';
import { allRoles, roleTitle } from '#lib/permissions/all.ts';
import { requireId, requirePerson } from '#lib/server/person.ts';
import { portal } from '#lib/server/portal.ts';
import { requireFresh } from '#lib/sign-in/require-fresh.ts';
import { disablePerson, editPerson, enablePerson, invitePerson } from '../../accounts.server.ts';
import { action } from '../../action.server.ts';
import { affiliate, changePosition, endAffiliation, grantRole, revokeRole } from '../../affiliations.server.ts';
import { carryOutErasure, declineErasure, erasureOf } from '../../erase.server.ts';
import { getPerson, placesOf } from '../../people.server.ts';
import { operatorsRoles } from '../../people.rules.ts';
import { affiliationSchema, declineSchema, endAffiliationSchema, grantSchema, idSchema, nothingSchema, personSchema, positionSchema, substitutionSchema } from '../../schema.ts';
import { administeredBy } from '../../store.server.ts';
import { placesToLeave, revokeSubstitution, setSubstitution, substitutionsOf } from '../../substitutions.server.ts';
import { stretch } from '../../substitution.rules.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, params }) => {
	const actor = requirePerson(locals.actor);
	const id = requireId(params.id);
	const now = new Date();
	const today = dayOf(now);
	return locals.tx(async (tx) => {
		const person = await getPerson(tx, actor, { id });
		const places = await placesOf(tx, actor, { id, today, now });
		const administered = await administeredBy(tx);
		const held = new Set(actor.grants.map(({ role }) => role));
		return {
			person,
			today,
			administered,
			places: places.map((place) => ({ ...place, roles: place.roles.map((role) => ({ ...role, title: roleTitle(role.role) })) })),
			grantable: administered.length === 0 ? [] : allRoles.filter(({ grantedBy }) => grantedBy.some((role) => held.has(role))).map(({ id: value, title, about }) => ({ value, label: title(), about: about() })),
			erasure: person.manages && !person.self ? await erasureOf(tx, { person: id }) : undefined,
			substitutions: await substitutionsOf(tx, { person: id, now }),
			placesToLeave: await placesToLeave(tx, { person: id, today })
		};
	});
};

export const actions: Actions = {
	edit: action({ form: 'edit', schema: personSchema, run: ({ tx, actor, data, id }) => editPerson(tx, actor, { id, ...data }) }),
	disable: action({
		form: 'disable',
		schema: nothingSchema,
		run: ({ tx, actor, id, now }) => disablePerson(tx, actor, { id, now }),
		// Enabled again, they sign in anew.
		after: ({ id }) => portal().auth.signOutEverywhere(id)
	}),
	enable: action({ form: 'enable', schema: nothingSchema, run: ({ tx, actor, id }) => enablePerson(tx, actor, { id }) }),
	invite: action({ form: 'invite', schema: nothingSchema, run: ({ tx, actor, id, now }) => invitePerson(tx, actor, { id, origin: portal().config.origin, now }) }),
	erase: action({
		form: 'erase',
		schema: nothingSchema,
		run: ({ tx, actor, id, locals }) => {
			requireFresh(locals, { next: `/organisations/people/${id}` });
			return carryOutErasure(tx, actor, { id });
		}
	}),
	declineErasure: action({ form: 'declineErasure', schema: declineSchema, run: ({ tx, actor, data, id, now }) => declineErasure(tx, actor, { id, ...data, now }) }),
	affiliate: action({
		form: 'affiliate',
		schema: affiliationSchema,
		run: ({ tx, actor, data, id, now }) => affiliate(tx, actor, { person: id, organisation: data.organisation, position: data.position, validFrom: data.from, validUntil: data.day, now })
	}),
	position: action({ form: 'position', schema: positionSchema, run: ({ tx, actor, data, now }) => changePosition(tx, actor, { ...data, now, today: dayOf(now) }) }),
	endAffiliation: action({ form: 'endAffiliation', schema: endAffiliationSchema, run: ({ tx, actor, data, now }) => endAffiliation(tx, actor, { ...data, now }) }),
	grant: action({
		form: 'grant',
		schema: grantSchema,
		run: ({ tx, actor, data: { until, ...data }, id, now, locals }) => {
			if (!allRoles.some(({ id }) => id === data.role)) throw new DomainError('organisations-role-unknown');
			if (operatorsRoles.some((role) => role === data.role)) requireFresh(locals, { next: `/organisations/people/${id}` });
			return grantRole(tx, actor, { ...data, until: until === null ? null : startOfDay(until), now, today: dayOf(now) });
		}
	}),
	revoke: action({ form: 'revoke', schema: idSchema, run: ({ tx, actor, data, now }) => revokeRole(tx, actor, { id: data.id, now }) }),
	substitute: action({ form: 'substitute', schema: substitutionSchema, run: ({ tx, actor, data, now }) => setSubstitution(tx, actor, { ...data, ...stretch(data, now), now }) }),
	endSubstitution: action({ form: 'endSubstitution', schema: idSchema, run: ({ tx, actor, data, now }) => revokeSubstitution(tx, actor, { id: data.id, now }) })
};
