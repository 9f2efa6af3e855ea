/** Where pictures and sound come from when the object store has an address of its own (S3_PUBLIC_URL). */
const FETCHED = /^(img-src|media-src|connect-src) /;

/** The policy as it was built, which knows our own origin only, with the store's origin added. Downloads are navigations and need none. */
export function withStore(policy: string, store: string | undefined): string {
	if (store === undefined) return policy;
	return policy
		.split('; ')
		.map((directive) => (FETCHED.test(directive) ? `${directive} ${store}` : directive))
		.join('; ');
}
