import type { LoginProvider } from '#lib/server/oidc/provider.ts';

/** So many are offered without a question. */
const FEW = 3;

/** The provider that the e-mail's domain names, whether or not anybody here has that address. Pure. */
export function namedBy(providers: readonly LoginProvider[], email: string): LoginProvider | undefined {
	const domain = /@([^@\s]+)$/.exec(email.trim().toLowerCase())?.[1];
	return domain === undefined ? undefined : providers.find(({ emailDomains }) => emailDomains.includes(domain));
}

/** Which providers to offer: that of the e-mail's domain; while none is recognised all of them, if they are few. Pure. */
export function providersFor(providers: readonly LoginProvider[], email: string): LoginProvider[] {
	const named = namedBy(providers, email);
	if (named) return [named];
	return providers.length <= FEW ? [...providers] : providers.filter(({ emailDomains }) => emailDomains.length === 0);
}
