/** Where to go after signing in: a path of this portal, whatever the address bar said. `//host`, `/\host` and the like lead elsewhere. */
export function nextPage(wanted: string | null | undefined): string {
	if (!wanted?.startsWith('/')) return '/';
	const base = 'http://portal.invalid';
	const url = URL.canParse(wanted, base) ? new URL(wanted, base) : undefined;
	// Dots go when the address is resolved, and what is left may begin with two slashes: "/.//evil.test" becomes "//evil.test".
	return url?.origin === base && !url.pathname.startsWith('//') ? url.pathname + url.search : '/';
}
