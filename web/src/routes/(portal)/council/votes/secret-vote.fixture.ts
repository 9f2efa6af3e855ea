/** A secret vote in a council of the test database, and voters who cast in it as their browsers do. */
import { withActor, type PersonActor } from '@sal/db';
import type { Council } from '../council.fixture.ts';
import { checkIn } from '../presence/store.server.ts';
import { openItem, openSession } from '../running/store.server.ts';
import { fillBallot, finishCredential, requestCredential, type Credential } from './credential.ts';
import { ballotKeys, castSecret, takeCredential } from './secret.server.ts';
import { closeVote, openVote, type Nomination } from './store.server.ts';

const now = () => new Date();

/** Opens the session, and brings these people into the hall. */
export async function begin(council: Council, present: readonly PersonActor[]): Promise<void> {
	const { session, people } = council;
	await council.as(people.chair, (tx) => openSession(tx, people.chair, { session, now: now() }));
	for (const actor of present) await council.as(actor, (tx) => checkIn(tx, actor, { session, by: 'desk', now: now() }));
	await council.as(people.office, (tx) => openItem(tx, people.office, { session, item: council.items[1], now: now() }));
}

export async function openSecret(council: Council): Promise<string> {
	const { chair } = council.people;
	const secret = await council.keys.prepare();
	return council.as(chair, (tx) => openVote(tx, chair, { session: council.session, motion: null, title: 'Tajné hlasování', text: 'O čem se hlasuje', threshold: 'resolution', secret, now: now() }));
}

/** Opens a round of an election. */
export async function openElection(council: Council, election: Nomination): Promise<string> {
	const { chair } = council.people;
	const secret = await council.keys.prepare();
	return council.as(chair, (tx) => openVote(tx, chair, { session: council.session, motion: null, title: 'Volba místopředsedy', text: 'Volba místopředsedy', threshold: 'election', secret, election, now: now() }));
}

export async function keysOf(council: Council, actor: PersonActor, vote: string) {
	const keys = await council.as(actor, (tx) => ballotKeys(tx, vote));
	if (!keys) throw new Error('no keys');
	return keys;
}

export async function take(council: Council, actor: PersonActor, vote: string): Promise<Credential> {
	const keys = await keysOf(council, actor, vote);
	const request = await requestCredential(keys);
	const signature = await council.as(actor, (tx) => takeCredential(tx, actor, { session: council.session, vote, blinded: request.blinded, keys: council.keys, now: now() }));
	return finishCredential(keys, request, signature);
}

export const castAs = (council: Council, ballot: Omit<Parameters<typeof castSecret>[1], 'keys'>) => withActor(council.db, { kind: 'public' }, (tx) => castSecret(tx, { ...ballot, keys: council.keys }));

/** The whole way of one voter; answers with the receipt. */
export async function vote(council: Council, actor: PersonActor, { vote: id, choices }: { vote: string; choices: string[] }): Promise<string> {
	const { ballot, receipt } = await fillBallot(await keysOf(council, actor, id), await take(council, actor, id), choices);
	await castAs(council, { vote: id, ...ballot });
	return receipt;
}

/** Closes the vote without waiting for ballots on their way: nobody sends any. */
export async function closeSecret(council: Council, id: string) {
	const { chair } = council.people;
	const close = () => council.as(chair, (tx) => closeVote(tx, chair, { session: council.session, vote: id, keys: council.keys, now: now() }));
	const first = await close();
	if (first !== null) throw new Error('a secret vote was closed without waiting');
	await council.owner.execute(`update council_vote set closes_at = now() - interval '1 ms' where id = '${id}'`);
	return close();
}

