/** Who is in a meeting's room now, as the media server has told. */
import { attendance, type Tx } from '@sal/db';
import { asc, eq } from 'drizzle-orm';
import { presence } from './presence.ts';

export interface InRoom {
	/** Id in the room: of a person, or of a guest without an account. */
	participant: string;
	name: string;
	guest: boolean;
}

/** In the order in which they came. The caller has asked for permission. */
export async function inRoomNow(tx: Tx, meeting: string, now: Date): Promise<InRoom[]> {
	const movements = await tx.select().from(attendance).where(eq(attendance.meetingId, meeting)).orderBy(asc(attendance.at), asc(attendance.id));
	return presence({ movements, over: null, now })
		.filter(({ stretches }) => stretches.some(({ to }) => to === null))
		.map(({ participant, name, guest }) => ({ participant, name, guest }));
}
