import type { Cookies } from '@sveltejs/kit';

/** One cookie per link: someone may be a guest of two meetings. The path keeps it from every other page. */
const NAME = 'sal_guest';
const path = (token: string) => `/join/${token}`;

export function setGuestCookie(cookies: Cookies, { token, secret, expiresAt, secure }: { token: string; secret: string; expiresAt: Date; secure: boolean }): void {
	cookies.set(NAME, secret, { path: path(token), httpOnly: true, sameSite: 'lax', secure, expires: expiresAt });
}

export const guestCookie = (cookies: Cookies): string => cookies.get(NAME) ?? '';
