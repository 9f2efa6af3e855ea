/** Who may do what with organisations, people, roles and substitutions. The resource is the organisation (for people: each one that they belong to). */
import { account, declare, relation, role } from '#lib/permissions/declare.ts';
import { ADMINISTRATOR, OPERATOR } from '#lib/permissions/frame.ts';
import { m } from '#lib/paraglide/messages.js';

const administrators = [role(OPERATOR, { reach: 'subtree' }), role(ADMINISTRATOR, { reach: 'subtree' })] as const;

export const permissions = declare({
	module: 'organisations',
	title: m.organisations_title,
	roles: [],
	relations: { self: m.organisations_relation_self },
	traits: { 'closed': m.organisations_trait_closed, 'operators-role': m.organisations_trait_operators_role, 'oneself': m.organisations_trait_oneself, 'open-account': m.organisations_trait_open_account },
	actions: {
		look: { title: m.organisations_can_look, ways: [account()] },
		change: { title: m.organisations_can_change, never: ['closed'], ways: [...administrators] },
		add: { title: m.organisations_can_add, never: ['closed'], ways: [...administrators] },
		// Asked of what lies above: its own place in the tree is not decided from inside.
		rearrange: { title: m.organisations_can_rearrange, never: ['closed'], ways: [...administrators] },
		affiliate: { title: m.organisations_can_affiliate, ways: [...administrators] },
		// Asked of every organisation that the person belongs to.
		manage: { title: m.organisations_can_manage, ways: [...administrators] },
		// Asked of every organisation that the person belongs to, or belonged to; once the account is disabled.
		erase: { title: m.organisations_can_erase, never: ['oneself', 'open-account'], ways: [...administrators] },
		address: { title: m.organisations_can_address, ways: [relation('self'), ...administrators] },
		roles: { title: m.organisations_can_roles, reads: true, ways: [relation('self'), ...administrators] },
		// Roles over the portal, or over everybody's records, are an operator's to give and to take.
		grant: { title: m.organisations_can_grant, ways: [role(OPERATOR, { reach: 'subtree' }), role(ADMINISTRATOR, { reach: 'subtree', unless: ['operators-role'] })] },
		substitute: { title: m.organisations_can_substitute, ways: [relation('self'), ...administrators] }
	}
});
