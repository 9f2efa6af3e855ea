/** Language and theme. The browser keeps both; the language belongs to the person too and comes along to the next browser. */
import { person, withIdentity, type Database } from '@sal/db';
import { eq } from 'drizzle-orm';
import type { SessionCookie } from './auth.ts';

export type Locale = 'cs' | 'en';
const YEAR = 365 * 24 * 3600;

/** Where a route's cookies go. */
export interface Cookies {
	set(name: string, value: string, attributes: SessionCookie['attributes']): void;
}

interface Keep {
	cookies: Cookies;
	/** Is the portal's origin https? */
	secure: boolean;
	name: 'sal_theme' | 'sal_locale';
	value: string;
}

/** For a year. Read by the interface's own script, hence not HttpOnly; nothing secret is in it. */
export function keepPreference({ cookies, secure, name, value }: Keep): void {
	cookies.set(name, value, { path: '/', maxAge: YEAR, secure, httpOnly: false, sameSite: 'lax' });
}

/** The language that this person has chosen, here or in another browser; undefined where they never did. */
export async function localeOf(db: Database, personId: string): Promise<Locale | undefined> {
	const [row] = await withIdentity(db, (tx) => tx.select({ locale: person.locale }).from(person).where(eq(person.id, personId)));
	return row?.locale ?? undefined;
}

/** Writes down the language that the person has chosen. */
export async function chooseLocale(db: Database, { personId, locale }: { personId: string; locale: Locale }): Promise<void> {
	await withIdentity(db, (tx) => tx.update(person).set({ locale }).where(eq(person.id, personId)));
}
