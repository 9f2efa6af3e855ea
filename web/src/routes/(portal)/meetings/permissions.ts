/** Who may do what with a meeting. Row-level security says the same about seeing (db/migrations). */
import { m } from '#lib/paraglide/messages.js';
import { may } from '#lib/permissions/decide.ts';
import { account, declare, relation, role } from '#lib/permissions/declare.ts';
import { ADMINISTRATOR, OPERATOR } from '#lib/permissions/frame.ts';
import type { Resource, Subject } from '#lib/permissions/types.ts';
import { kinds, type Entrant, type Facts, type Kind } from './rules.ts';

const granting = [OPERATOR, ADMINISTRATOR];

const hosting = [relation('host'), relation('creator')];
/** A case conference is about a patient: an invited organisation lets in its clinicians only, and no office sees that it exists. */
const expected = [relation('invited'), relation('organisation-invited', { when: ['case'], with: 'cases.clinician' }), relation('organisation-invited', { unless: ['case'] })];
const council = [role('council.office', { reach: 'house', unless: ['case'] }), role('council.chair', { reach: 'house', unless: ['case'] })];
const operator = role(OPERATOR, { reach: 'subtree', unless: ['case'] });
const clerk = role('recordings.clerk', { reach: 'subtree', unless: ['case'] });
/** Opened in an emergency, with a reason that its owner reads: for an hour, as a participant, by clinicians only. */
const emergency = relation('break-glass', { when: ['case'], with: 'cases.clinician' });
const knowing = [...hosting, ...expected, emergency, operator, clerk, ...council];

export const permissions = declare({
	module: 'meetings',
	title: m.meetings_title,
	roles: [
		{ id: 'council.office', title: m.meetings_role_office, about: m.meetings_role_office_about, grantedBy: granting },
		{ id: 'council.chair', title: m.meetings_role_chair, about: m.meetings_role_chair_about, grantedBy: granting },
		{ id: 'council.member', title: m.meetings_role_member, about: m.meetings_role_member_about, grantedBy: granting },
		{ id: 'cases.clinician', title: m.meetings_role_clinician, about: m.meetings_role_clinician_about, grantedBy: granting }
	],
	relations: {
		host: m.meetings_is_host,
		creator: m.meetings_is_creator,
		invited: m.meetings_is_invited,
		'organisation-invited': m.meetings_is_organisation_invited,
		colleague: m.meetings_is_colleague,
		'break-glass': m.meetings_is_break_glass
	},
	traits: {
		case: m.meetings_trait_case,
		begun: m.meetings_trait_begun,
		closed: m.meetings_trait_closed,
		'watch-hosts': m.meetings_trait_watch_hosts,
		'watch-invited': m.meetings_trait_watch_invited,
		'watch-organisation': m.meetings_trait_watch_organisation,
		'watch-public': m.meetings_trait_watch_public
	},
	actions: {
		see: { title: m.meetings_may_see, reads: true, ways: knowing },
		// Whoever may read about it without being expected knocks: a host lets them in. Auditors read and do not sit in. Doors are another question.
		enter: { title: m.meetings_may_enter, ways: knowing },
		host: { title: m.meetings_may_host, ways: hosting },
		// Never once it is over: the record must say what was announced.
		edit: { title: m.meetings_may_edit, never: ['begun'], ways: [...hosting, operator, ...council] },
		// A meeting that runs is ended, not cancelled.
		cancel: { title: m.meetings_may_cancel, never: ['begun'], ways: [...hosting, operator, ...council] },
		// Of any patient's case of one's own region (which the database knows), whoever it belongs to.
		'break-glass': { title: m.meetings_may_break_glass, ways: [role('cases.clinician', { reach: 'anywhere', when: ['case'] })] },
		'invite-guests': { title: m.meetings_may_invite_guests, never: ['closed'], ways: hosting },
		// Also the offices that prepare a session of their house: the hall's technician asks them.
		equip: { title: m.meetings_may_equip, never: ['closed'], ways: [...hosting, ...council] },
		watch: {
			title: m.meetings_may_watch,
			reads: true,
			ways: [
				...hosting,
				relation('invited', { unless: ['watch-hosts'] }),
				relation('organisation-invited', { when: ['case'], unless: ['watch-hosts'], with: 'cases.clinician' }),
				relation('organisation-invited', { unless: ['case', 'watch-hosts'] }),
				emergency,
				relation('colleague', { when: ['watch-organisation'], unless: ['case'] }),
				account({ when: ['watch-public'], unless: ['case'] }),
				operator,
				clerk,
				// The recording of a case is kept by the clerks of the house that owns it, and of no other.
				role('recordings.clerk', { reach: 'house', when: ['case'] }),
				...council
			]
		},
		// Of these the thing is the organisation in whose name the meeting is called.
		'create-session': { title: m.meetings_may_create_session, of: 'organisation', ways: [operator, ...council] },
		'create-case': { title: m.meetings_may_create_case, of: 'organisation', ways: [relation('colleague', { with: 'cases.clinician' })] },
		'create-call': { title: m.meetings_may_create_call, of: 'organisation', ways: [relation('colleague'), operator] }
	}
});

export type MeetingRelation = keyof typeof permissions.relations;
export type MeetingTrait = keyof typeof permissions.traits;
export type MeetingResource = Resource<MeetingRelation, MeetingTrait>;

export function meetingTraits({ kind, state, watch }: Pick<Facts, 'kind' | 'state' | 'watch'>): MeetingTrait[] {
	const traits: MeetingTrait[] = [`watch-${watch}`];
	if (kind === 'case') traits.push('case');
	if (state !== 'planned') traits.push('begun');
	if (state === 'ended' || state === 'cancelled') traits.push('closed');
	return traits;
}

interface Asking {
	subject: Subject;
	now: Date;
}

/** Which kinds of meeting somebody may call in the name of an organisation. */
export function kindsFor({ subject, path, colleague, now }: Asking & { path: readonly string[]; colleague: boolean }): Kind[] {
	const resource: MeetingResource = { path, relations: colleague ? ['colleague'] : [], traits: [] };
	return kinds.filter((kind) => may({ subject, action: permissions.actions[`create-${kind}`], resource, now }));
}

/** As what somebody comes to the door. Whether it is open is another question (rules.ts). */
export function entrantOf({ subject, resource, now }: Asking & { resource: MeetingResource }): Entrant {
	if (may({ subject, action: permissions.actions.host, resource, now })) return 'host';
	if (!may({ subject, action: permissions.actions.enter, resource, now })) return 'stranger';
	if (resource.relations.includes('invited') || resource.relations.includes('organisation-invited')) return 'expected';
	return resource.relations.includes('break-glass') ? 'emergency' : 'knocking';
}
