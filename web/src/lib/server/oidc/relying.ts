import { portal } from '../portal.ts';
import { readSeal } from '../sign-in/seal.ts';
import type { Relying } from './sign-in.ts';

/** This portal as a client of its providers, for one request. */
export function relyingOf({ locals }: { locals: Pick<App.Locals, 'origin'> }): Relying {
	const { db, config } = portal();
	return { db, config, seal: readSeal(config.sealKeyFile), now: new Date(), from: locals.origin };
}

/** The cookie that says: whoever comes back from the provider is who was sent there. The prefix keeps sibling domains from planting one. */
export const returnCookie = (): string => `${portal().config.origin.startsWith('https:') ? '__Host-' : ''}sal_provider`;
