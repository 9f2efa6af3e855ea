/** Who may do what with a council and its sessions. Row-level security says the same about seeing and writing (db/migrations). */
import { m } from '#lib/paraglide/messages.js';
import { declare, published, relation, role } from '#lib/permissions/declare.ts';

/** The office and the chair of the house that the body belongs to. */
const house = [role('council.office', { reach: 'house' }), role('council.chair', { reach: 'house' })];
/** And whoever presides over this body by their seat in it: its chair and the chair's deputies. */
const running = [...house, relation('presides')];
const members = [relation('sits')];

export const permissions = declare({
	module: 'council',
	title: m.council_title,
	// The roles are declared beside the meetings that the office calls.
	roles: [],
	relations: {
		presides: m.council_is_presiding,
		sits: m.council_is_sitting,
		invited: m.council_is_invited,
		verifies: m.council_is_verifying
	},
	traits: {
		draft: m.council_trait_draft,
		over: m.council_trait_over,
		published: m.council_trait_published,
		'closed-part': m.council_trait_closed_part
	},
	actions: {
		see: { title: m.council_may_see, reads: true, ways: [...running, relation('sits', { unless: ['draft'] }), relation('invited', { unless: ['draft'] }), published()] },
		// What is dealt with without the public, and what was said there.
		'see-closed': { title: m.council_may_see_closed, reads: true, ways: [...running, relation('sits', { unless: ['draft'] })] },
		'keep-body': { title: m.council_may_keep_body, of: 'organisation', ways: house },
		prepare: { title: m.council_may_prepare, never: ['over'], ways: running },
		// Who says that the session begins, that a part is closed, and who has the floor.
		preside: { title: m.council_may_preside, never: ['over', 'draft'], ways: [relation('presides'), role('council.chair', { reach: 'house' })] },
		// What the secretary's desk does: presence in the hall, the queue on behalf of members, notes.
		serve: { title: m.council_may_serve, never: ['over', 'draft'], ways: running },
		// Mandates are personal: nobody speaks, moves or votes in a member's place.
		speak: { title: m.council_may_speak, never: ['over', 'draft'], ways: [...members, relation('invited')] },
		move: { title: m.council_may_move, never: ['over', 'draft'], ways: members },
		vote: { title: m.council_may_vote, never: ['over', 'draft'], ways: members },
		'write-minutes': { title: m.council_may_write_minutes, never: ['draft'], ways: running },
		'sign-minutes': { title: m.council_may_sign_minutes, never: ['draft'], ways: [relation('presides'), relation('verifies')] },
		object: { title: m.council_may_object, never: ['draft'], ways: members }
	}
});

export type CouncilAction = Exclude<keyof typeof permissions.actions, 'keep-body'>;
export type CouncilRelation = keyof typeof permissions.relations;
export type CouncilTrait = keyof typeof permissions.traits;
