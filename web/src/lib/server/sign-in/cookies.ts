import type { SessionCookie } from '../auth.ts';

/** `challenge`: half-way in. `passkey`: waits for a passkey's answer. `device`: this browser has been here before. */
export type SignInCookie = 'challenge' | 'passkey' | 'device';

const AGE: Record<SignInCookie, number> = { challenge: 600, passkey: 300, device: 400 * 86_400 };

/** The prefix makes browsers refuse a cookie that a sibling domain or plain http has planted. */
export const cookieName = (cookie: SignInCookie, secure: boolean): string => `${secure ? '__Host-' : ''}sal_${cookie}`;

/** Attributes of it; `strict` would lose the challenge of whoever comes from a mail. */
export const cookieAttributes = (cookie: SignInCookie, secure: boolean): SessionCookie['attributes'] => ({ path: '/', httpOnly: true, secure, sameSite: 'lax', maxAge: AGE[cookie] });
