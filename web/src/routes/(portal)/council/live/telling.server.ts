import { webPrivateKey } from '#lib/server/keys.ts';
import { portal } from '#lib/server/portal.ts';
import type { Telling } from './tell.server.ts';

/** What telling the room needs, of this process; the log line carries the request's id. */
export function telling({ requestId }: { requestId: string }): Telling {
	const { db, config, log } = portal();
	return { db, config, privateKeyPem: webPrivateKey(config), log: log.child({ request: requestId }) };
}
