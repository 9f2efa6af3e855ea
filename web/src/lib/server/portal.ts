/** What one portal process has: made once, on first use, from the environment. Routes reach it through `locals` or `portal()`. */
import { connect, type Database } from '@sal/db';
import { createAuth, type Auth } from './auth.ts';
import { readConfig, type Config } from './config.ts';
import { createLog, type Logger } from './log.ts';
import { BREAK_GLASS_PER_PERSON, createLimiter, EQUIPMENT_PER_ADDRESS, GUESTS_PER_ADDRESS, LOGIN_PER_ACCOUNT, LOGIN_PER_ADDRESS, PASSKEYS_PER_ADDRESS, SECOND_FACTOR_PER_PERSON, type Limiter } from './rate-limit.ts';

export type Limits = Record<'account' | 'address' | 'guests' | 'secondFactor' | 'passkeys' | 'breakGlass' | 'equipment', Limiter>;

export interface Portal {
	config: Config;
	db: Database;
	auth: Auth;
	log: Logger;
	limits: Limits;
	/** Idempotent. */
	close(): Promise<void>;
}

/** A portal of this configuration; tests make their own. */
export function createPortal(config: Config): Portal {
	const { db, close } = connect({ url: config.databaseUrl });
	return {
		config,
		db,
		auth: createAuth({ db, secure: config.origin.startsWith('https:') }),
		log: createLog({ level: config.logLevel, name: 'web' }),
		limits: {
			account: createLimiter({ db, rule: LOGIN_PER_ACCOUNT }),
			address: createLimiter({ db, rule: LOGIN_PER_ADDRESS }),
			guests: createLimiter({ db, rule: GUESTS_PER_ADDRESS }),
			secondFactor: createLimiter({ db, rule: SECOND_FACTOR_PER_PERSON }),
			passkeys: createLimiter({ db, rule: PASSKEYS_PER_ADDRESS }),
			breakGlass: createLimiter({ db, rule: BREAK_GLASS_PER_PERSON }),
			equipment: createLimiter({ db, rule: EQUIPMENT_PER_ADDRESS })
		},
		close
	};
}

let current: Portal | undefined;

/** The portal of this process. @throws {Error} one sentence about what is missing in the environment */
export function portal(): Portal {
	current ??= createPortal(readConfig(process.env));
	return current;
}
