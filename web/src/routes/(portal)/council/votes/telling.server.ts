/** The room of a session is told after each act; see live/tell.server.ts. */
import { portal } from '#lib/server/portal.ts';
import { tellSession } from '../live/tell.server.ts';
import { telling } from '../live/telling.server.ts';

/** Call it after the act's transaction. Never fails: a room that could not be told is told by the job. */
export async function tell(locals: { requestId: string }, session: string): Promise<void> {
	try {
		await tellSession(telling(locals), session);
	} catch (error) {
		// The act is done: whoever pressed must not be told otherwise.
		portal().log.error({ err: error, session }, 'the room of the session could not be told; the job tells it');
	}
}
