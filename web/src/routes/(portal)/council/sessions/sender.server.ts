/** Whose letters the portal's pages send. */
import { portal } from '#lib/server/portal.ts';
import type { Sender } from './invitation.server.ts';

export function sender(): Sender {
	const { config } = portal();
	return { origin: config.origin, from: config.mail?.from };
}
