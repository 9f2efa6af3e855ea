/** Adding people, changing and disabling them: for whoever administers every place that they hold. */
import { DomainError } from '#lib/domain-error.ts';
import { invite } from '#lib/server/invite.ts';
import { refuseUnseen, type Values } from '#lib/changed-meanwhile.ts';
import { uniquely } from '#lib/server/unique.ts';
import { person, type PersonActor, type Tx } from '@sal/db';
import { and, eq, isNull, ne, sql } from 'drizzle-orm';
import { affiliate } from './affiliations.server.ts';
import { visible } from './change.server.ts';
import { personValues } from './form-values.ts';
import { operatorsRemain } from './operators.server.ts';
import { getPerson } from './people.server.ts';
import { record } from './record.server.ts';
import { administers } from './rules.ts';

export interface PersonInput {
	/** As shown, with titles. */
	name: string;
	givenName: string;
	familyName: string;
	email: string;
}

/** Somebody has that address already: an account is not an affiliation, so they get a place on their own page. */
async function addressFree(tx: Tx, { email, except }: { email: string; except?: string }): Promise<void> {
	const [taken] = await tx.select({ id: person.id }).from(person).where(and(sql`lower(${person.email}) = lower(${email})`, except === undefined ? undefined : ne(person.id, except)));
	if (taken) throw new DomainError('organisations-email-taken');
}

/** Somebody has been given it since {@link addressFree} looked. */
const ofOneAddress = { person_email: 'organisations-email-taken' };

export interface NewPerson extends PersonInput {
	organisation: string;
	position: string;
	validFrom: string;
	now: Date;
}

/** Makes an account with its first place; answers with its id. They sign in once they were invited. @throws {DomainError} `organisations-email-taken`, and as {@link affiliate} */
export async function addPerson(tx: Tx, actor: PersonActor, { organisation, position, validFrom, now, ...input }: NewPerson): Promise<string> {
	const at = await visible(tx, organisation);
	// Before anything is said of the address: whether somebody has it is an administrator's to know.
	if (!administers({ subject: actor, path: at.path, now })) throw new DomainError('organisations-affiliation-beyond');
	await addressFree(tx, { email: input.email });
	const id = crypto.randomUUID();
	await uniquely(tx.insert(person).values({ id, ...input }), ofOneAddress);
	await affiliate(tx, actor, { person: id, organisation, position, validFrom, validUntil: null, now });
	await record(tx, { action: 'person.added', person: id });
	return id;
}

async function managed(tx: Tx, actor: PersonActor, id: string) {
	const found = await getPerson(tx, actor, { id });
	if (!found.manages) throw new DomainError('organisations-person-beyond');
	return found;
}

/** `seen`: what the form showed. @throws {DomainError} `not-found`, `organisations-person-beyond`, `changed-meanwhile`, `organisations-email-taken` */
export async function editPerson(tx: Tx, actor: PersonActor, { id, seen, ...input }: PersonInput & { id: string; seen?: Values }): Promise<void> {
	await managed(tx, actor, id);
	const [before] = await tx.select().from(person).where(eq(person.id, id)).for('update');
	if (!before) throw new DomainError('not-found');
	refuseUnseen({ seen, now: personValues(before) });
	await addressFree(tx, { email: input.email, except: id });
	await uniquely(tx.update(person).set(input).where(eq(person.id, id)), ofOneAddress);
	await record(tx, { action: 'person.changed', person: id, detail: { address: before.email !== input.email } });
}

/** A disabled person cannot sign in and is put out of running meetings. @throws {DomainError} `not-found`, `organisations-person-beyond`, `organisations-oneself`, `organisations-last-operator` */
export async function disablePerson(tx: Tx, actor: PersonActor, { id, now }: { id: string; now: Date }): Promise<void> {
	await managed(tx, actor, id);
	if (actor.person === id) throw new DomainError('organisations-oneself');
	await operatorsRemain(tx, { without: { person: id } });
	await tx.update(person).set({ disabledAt: now }).where(and(eq(person.id, id), isNull(person.disabledAt)));
	await record(tx, { action: 'person.disabled', person: id });
}

/** @throws {DomainError} `not-found`, `organisations-person-beyond` */
export async function enablePerson(tx: Tx, actor: PersonActor, { id }: { id: string }): Promise<void> {
	await managed(tx, actor, id);
	await tx.update(person).set({ disabledAt: null }).where(eq(person.id, id));
	await record(tx, { action: 'person.enabled', person: id });
}

/** Sends a link by which they set a password. @throws {DomainError} `not-found`, `organisations-person-beyond` */
export async function invitePerson(tx: Tx, actor: PersonActor, { id, origin, now }: { id: string; origin: string; now: Date }): Promise<void> {
	await managed(tx, actor, id);
	await invite(tx, { person: id, origin, now });
}
