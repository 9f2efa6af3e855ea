/** The ticket with which a screen hears from the media server how a session stands. */
import { sql } from 'drizzle-orm';
import { withActor, type Database, type PersonActor, type Tx } from '@sal/db';
import { DomainError } from '#lib/domain-error.ts';
import type { Config } from '#lib/server/config.ts';
import { admitOnlooker, mediaServerOf, ticketFor, type Ticket } from '../../meetings/index.server.ts';
import { permit } from '../permit.server.ts';

interface Asking {
	db: Database;
	config: Config;
	tx: <T>(fn: (tx: Tx) => Promise<T>) => Promise<T>;
	actor: PersonActor;
	session: string;
	now: Date;
}

/**
 * For whoever may see the session. Those who may know what is dealt with without the public stay connected while it is.
 * @throws {DomainError} `not-found`, `council-not-now` before it is published and after its end, `meetings-<reason>` while the doors are shut
 */
export async function onlookerTicket({ db, config, tx, actor, session: id, now }: Asking): Promise<Ticket> {
	const { session, inside, host } = await tx(async (mine) => {
		const { session, may } = await permit(mine, { actor, id, action: 'see', now });
		return { session, inside: may('see-closed'), host: may('serve') };
	});
	const running = session.state === 'running' || session.state === 'suspended';
	if (!running && session.state !== 'published') throw new DomainError('council-not-now');
	const room = session.meetingId;
	const owner = await db.execute<{ owner: string | null }>(sql`select sal_council_session_organisation(${id}::uuid) as owner`);
	const organisation = owner[0]?.owner;
	if (!organisation) throw new DomainError('not-found');
	// Who sees a public session need not see the meeting in which it is held.
	const admission = await withActor(db, { kind: 'job', organisation, name: 'council.ticket' }, (job) =>
		admitOnlooker(job, { id: room, name: 'Obrazovka zasedání', inside, host, running, now, sfu: mediaServerOf({ config, room }), mode: config.mode })
	);
	return ticketFor({ config, admission });
}
