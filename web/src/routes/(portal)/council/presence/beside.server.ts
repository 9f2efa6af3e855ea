/** What the room of a session shows beside the picture to whoever sits or may speak in it. */
import { eq } from 'drizzle-orm';
import { councilSession, type PersonActor, type Tx } from '@sal/db';
import { screenFor, type Screen } from '../votes/mine.server.ts';

/** Null in every other meeting, and for those who only preside over the room or listen. */
export async function seatBeside(tx: Tx, actor: PersonActor, { room, now }: { room: string; now: Date }): Promise<{ session: string; remote: boolean; screen: Screen } | null> {
	const [session] = await tx.select({ id: councilSession.id, state: councilSession.state, remote: councilSession.remote }).from(councilSession).where(eq(councilSession.meetingId, room));
	if (!session || session.state === 'draft') return null;
	const screen = await screenFor(tx, actor, { session: session.id, now });
	return screen && (screen.mine.seated || screen.mine.maySpeak) ? { session: session.id, remote: session.remote, screen } : null;
}
