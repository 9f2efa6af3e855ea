import { join } from 'node:path';
import { hash } from '@node-rs/argon2';
import { command } from './command.ts';
import { keptSecret, readablePassword } from './secrets.ts';
import type { Settings } from './settings.ts';
import { trustAdvice } from './tls.ts';

export interface Demo {
	password: string;
	/** One line per account, as the database's tool prints them. */
	accounts: string;
}

/** Puts the demo region in place, with one password generated at the first start. */
export async function provideDemo({ secrets, env }: { secrets: string; env: NodeJS.ProcessEnv }): Promise<Demo> {
	const password = keptSecret(join(secrets, 'demo-password'), readablePassword);
	await command('web/src/demo.ts', [], env);
	const accounts = await command('db/src/cli.ts', ['demo'], { ...env, SAL_DEMO_PASSWORD_HASH: await hash(password) });
	return { password, accounts };
}

/** The first administrator's one-time link, or undefined once somebody can sign in. */
export async function adminLink(env: NodeJS.ProcessEnv): Promise<string | undefined> {
	return (await command('db/src/cli.ts', ['admin-link'], env)) || undefined;
}

interface Announcement {
	say: (line: string) => void;
	settings: Settings;
	authority: string | undefined;
	demo: Demo | undefined;
	adminLink: string | undefined;
	logs: string;
}

/** What the operator reads when all runs. */
export function announce({ say, settings, authority, demo, adminLink, logs }: Announcement): void {
	if (authority) say(trustAdvice(authority));
	if (demo) say(`\nAccounts of the demo region:\n${demo.accounts}\n\nPassword of every demo account: ${demo.password}`);
	if (adminLink) say(`\nFirst administrator, good once and for 24 hours: ${adminLink}`);
	say(`\nSál runs at ${settings.origin}\nLogs: ${logs} · Ctrl-C stops everything and leaves the data whole.`);
}
