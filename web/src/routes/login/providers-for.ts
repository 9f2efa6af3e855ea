import type { LoginProvider } from '#lib/server/oidc/provider.ts';

/** So many are offered without a question. */
const FEW = 3;

/** Which providers to offer: those of the e-mail's domain; while none is recognised all of them, if they are few. Pure. */
export function providersFor(providers: readonly LoginProvider[], email: string): LoginProvider[] {
	const domain = /@([^@\s]+)$/.exec(email.trim().toLowerCase())?.[1];
	const recognised = domain === undefined ? [] : providers.filter(({ emailDomains }) => emailDomains.includes(domain));
	if (recognised.length > 0) return recognised;
	return providers.length <= FEW ? [...providers] : providers.filter(({ emailDomains }) => emailDomains.length === 0);
}
