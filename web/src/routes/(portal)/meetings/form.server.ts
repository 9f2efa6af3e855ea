/** What the pages "new" and "edit" share: the form as it starts, and as it comes back. */
import type { Tx } from '@sal/db';
import { organisationsByIds, ownersFor, peopleByIds } from './directory.server.ts';
import { HOME_ZONE, toLocal } from './local-time.ts';
import { kinds as allKinds, watchFor } from './rules.ts';
import { meetingSchema, parseForm, typedMeeting, type Errors, type MeetingField, type TypedMeeting } from './schema.ts';
import type { PersonActor } from './ties.server.ts';

const valid = (ids: string[]) => ids.filter((id) => /^[0-9a-f-]{36}$/i.test(id));

/** The chosen people and organisations by name: a form that comes back must show whom it would invite. */
export async function chosenFor(tx: Tx, { hosts, people, organisations }: Pick<TypedMeeting, 'hosts' | 'people' | 'organisations'>) {
	return { hosts: await peopleByIds(tx, valid(hosts)), people: await peopleByIds(tx, valid(people)), organisations: await organisationsByIds(tx, valid(organisations)) };
}

/** An empty form: the next full hour of today, an hour long, hosted by whoever opens it. */
export async function emptyForm(tx: Tx, actor: PersonActor, now: Date) {
	const owners = await ownersFor(tx, actor, now);
	const kinds = allKinds.filter((kind) => owners.some((owner) => owner.kinds.includes(kind)));
	const hour = new Date(Math.ceil((now.getTime() + 1) / 3_600_000) * 3_600_000);
	const kind = kinds[0] ?? 'call';
	const able = owners.filter((owner) => owner.kinds.includes(kind));
	const owner = able.find(({ id }) => id === actor.organisation) ?? able[0];
	const typed: TypedMeeting = {
		title: '', kind, organisation: owner?.id ?? actor.organisation, ...toLocal({ at: hour, zone: HOME_ZONE }), zone: HOME_ZONE, minutes: '60',
		rhythm: 'none', until: '', hosts: [actor.person], people: [], organisations: [], recorded: kind === 'session', watch: watchFor(kind).includes('public') ? 'public' : 'invited', lobby: 'guests', note: ''
	};
	return { typed, owners, kinds, chosen: await chosenFor(tx, typed) };
}

export interface RefusedMeeting {
	typed: TypedMeeting;
	errors: Errors<MeetingField>;
	message?: string;
}

export function readMeeting(data: FormData) {
	const typed = typedMeeting(data);
	return { typed, parsed: parseForm(meetingSchema, typed) };
}
