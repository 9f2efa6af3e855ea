import { DomainError } from '#lib/domain-error.ts';
import { findActor } from '@sal/db';
import { portal } from './portal.ts';
import { keepPreference, localeOf, type Cookies } from './preferences.ts';

/**
 * Signs this browser in as the person, and gives it the language that the person has chosen.
 * @throws {DomainError} `no-affiliation`: the account belongs to no organisation today, and so may do nothing
 */
export async function enterAs({ request, cookies }: { request: Request; cookies: Cookies }, personId: string): Promise<void> {
	const { auth, db, config } = portal();
	if (!(await findActor(db, { person: personId }))) throw new DomainError('no-affiliation');
	const { name, value, attributes } = await auth.signIn({ personId, userAgent: request.headers.get('user-agent') ?? '' });
	cookies.set(name, value, attributes);
	const locale = await localeOf(db, personId);
	if (locale) keepPreference({ cookies, secure: config.origin.startsWith('https:'), name: 'sal_locale', value: locale });
}
