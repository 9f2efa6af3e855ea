import type { RequestEvent } from '@sveltejs/kit';
import { portal } from './portal.ts';
import { keepPreference, localeOf } from './preferences.ts';

/** Signs this browser in as the person, and gives it the language that the person has chosen. */
export async function enterAs({ request, cookies }: Pick<RequestEvent, 'request' | 'cookies'>, personId: string): Promise<void> {
	const { auth, db, config } = portal();
	const { name, value, attributes } = await auth.signIn({ personId, userAgent: request.headers.get('user-agent') ?? '' });
	cookies.set(name, value, attributes);
	const locale = await localeOf(db, personId);
	if (locale) keepPreference({ cookies, secure: config.origin.startsWith('https:'), name: 'sal_locale', value: locale });
}
