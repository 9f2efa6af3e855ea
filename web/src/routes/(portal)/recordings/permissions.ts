/** Who may do what with a recording. Row-level security says the same about seeing (db/migrations). */
import { m } from '#lib/paraglide/messages.js';
import { declare, published, relation, role } from '#lib/permissions/declare.ts';
import { ADMINISTRATOR, OPERATOR } from '#lib/permissions/frame.ts';
import type { Resource, Subject } from '#lib/permissions/types.ts';
import type { RecordingFacts } from './rules.ts';

/** Clerks keep what lies in their subtree, a case only in the house that owns it; office and chair keep their own house's sessions and calls. */
const looksAfter = [
	role('recordings.clerk', { reach: 'subtree', unless: ['case'] }),
	role('recordings.clerk', { reach: 'house', when: ['case'] }),
	role('council.office', { reach: 'house', unless: ['case'] }),
	role('council.chair', { reach: 'house', unless: ['case'] })
];
const keepers = [relation('host'), ...looksAfter];
/** Whoever runs the portal sees that a recording is there and whole, but does not listen to other people's meetings; of a case they see nothing. */
const operator = role(OPERATOR, { reach: 'subtree', unless: ['case'] });
/** Who was meant to watch it. An invitation of a hospital reaches its wards; to a case, their clinicians only. */
const audience = [
	relation('invited', { unless: ['watch-hosts'] }),
	relation('organisation-invited', { when: ['case'], unless: ['watch-hosts'], with: 'cases.clinician' }),
	relation('organisation-invited', { unless: ['case', 'watch-hosts'] }),
	relation('colleague', { unless: ['case', 'watch-hosts', 'watch-invited'] }),
	// Of a case that a clinician has opened in an emergency.
	relation('break-glass', { when: ['case'], with: 'cases.clinician' }),
	published()
];
const links = [relation('link-view'), relation('link-download')];

export const permissions = declare({
	module: 'recordings',
	title: m.recordings_title,
	roles: [{ id: 'recordings.clerk', title: m.recordings_role_clerk, about: m.recordings_role_clerk_about, grantedBy: [OPERATOR, ADMINISTRATOR] }],
	relations: {
		host: m.recordings_is_host,
		invited: m.recordings_is_invited,
		'organisation-invited': m.recordings_is_organisation_invited,
		colleague: m.recordings_is_colleague,
		'break-glass': m.recordings_is_break_glass,
		'link-view': m.recordings_is_link_view,
		'link-download': m.recordings_is_link_download
	},
	traits: {
		case: m.recordings_trait_case,
		session: m.recordings_trait_session,
		published: m.recordings_trait_published,
		gone: m.recordings_trait_gone,
		'watch-hosts': m.recordings_trait_watch_hosts,
		'watch-invited': m.recordings_trait_watch_invited
	},
	actions: {
		// Of what was erased there is left that it was there, and who looked.
		see: { title: m.recordings_may_see, reads: true, ways: [...keepers, ...audience, ...links, operator] },
		play: { title: m.recordings_may_play, reads: true, never: ['gone'], ways: [...keepers, ...audience, ...links] },
		verify: { title: m.recordings_may_verify, never: ['gone'], ways: [...keepers, operator] },
		// A public session belongs to everybody, also as a file.
		download: { title: m.recordings_may_download, never: ['gone'], ways: [...keepers, published(), relation('link-download')] },
		'download-original': { title: m.recordings_may_download_original, never: ['gone'], ways: keepers },
		// What was said about a patient does not leave by an address that anyone can pass on.
		link: { title: m.recordings_may_link, never: ['gone', 'case'], ways: keepers },
		log: { title: m.recordings_may_log, reads: true, ways: [...keepers, operator] },
		retry: { title: m.recordings_may_retry, never: ['gone'], ways: [...keepers, operator] },
		keep: { title: m.recordings_may_keep, never: ['gone'], ways: [relation('host', { when: ['case'] }), role('recordings.clerk', { reach: 'house', when: ['case'] })] },
		// A session is locked so that nobody can: the record of a public body stays until its time is over.
		'ask-erasing': { title: m.recordings_may_ask_erasing, never: ['gone', 'session'], ways: keepers },
		// A host may ask; that it goes is for those who answer for the records.
		'confirm-erasing': { title: m.recordings_may_confirm_erasing, never: ['gone', 'session'], ways: looksAfter }
	}
});

export type RecordingAction = keyof typeof permissions.actions;
export const recordingActions = Object.keys(permissions.actions) as RecordingAction[];
type Relation = keyof typeof permissions.relations;
type Trait = keyof typeof permissions.traits;
export type RecordingResource = Resource<Relation, Trait>;

/** The actor as far as these permissions need to know. */
export interface Viewer {
	subject: Subject;
	/** Path of the person's organisation from the root, itself last. */
	path: readonly string[];
	/** What the recording link allows by which they came. */
	link: 'view' | 'download' | null;
}

export function recordingResource({ facts, viewer }: { facts: RecordingFacts; viewer: Viewer }): RecordingResource {
	return { path: facts.organisationPath, relations: relationsOf(viewer, facts), traits: traitsOf(facts) };
}

function relationsOf({ subject, path, link }: Viewer, facts: RecordingFacts): Relation[] {
	if (subject.kind === 'link') return link ? [`link-${link}`] : [];
	if (subject.kind !== 'person') return [];
	// Whoever stands in for somebody stands where that person stood, but not at a patient's case.
	const people = [subject.person, ...(subject.substitution && facts.kind !== 'case' ? [subject.substitution.person] : [])];
	const relations: Relation[] = [];
	if (people.some((person) => facts.hosts.includes(person))) relations.push('host');
	if (people.some((person) => facts.invited.includes(person))) relations.push('invited');
	if (facts.invitedOrganisations.some((organisation) => path.includes(organisation))) relations.push('organisation-invited');
	if (subject.organisation === facts.organisation) relations.push('colleague');
	if (facts.broken) relations.push('break-glass');
	return relations;
}

function traitsOf({ kind, watch, published, state }: RecordingFacts): Trait[] {
	const traits: Trait[] = [];
	if (kind !== 'call') traits.push(kind);
	if (published) traits.push('published');
	if (state === 'erasing' || state === 'erased') traits.push('gone');
	if (watch === 'hosts' || watch === 'invited') traits.push(`watch-${watch}`);
	return traits;
}
