/** A real OpenID Connect provider (oidc-provider) on loopback, with its own login form: the name typed there is the account. */
import { createServer } from 'node:http';
import { Provider } from 'oidc-provider';

export interface IdentityProvider {
	issuer: string;
	clientId: string;
	clientSecret: string;
	/** Tells the provider our addresses; before that it serves its metadata only. */
	register(addresses: { redirect: string; backchannel: string; afterLogout: string }): void;
	close(): Promise<void>;
}

/** Starts the provider. `people`: by the name that they type there, with the address that it vouches for. */
export async function startProvider(people: Record<string, { email: string; name: string }>): Promise<IdentityProvider> {
	const clientId = `sal-${Date.now().toString(36)}`;
	const clientSecret = 'known to the portal and the provider';
	const server = createServer();
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	const address = server.address();
	const issuer = `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`;
	const make = (addresses?: Parameters<IdentityProvider['register']>[0]) =>
		new Provider(issuer, {
			clients: addresses ? [{ client_id: clientId, client_secret: clientSecret, redirect_uris: [addresses.redirect], post_logout_redirect_uris: [addresses.afterLogout], backchannel_logout_uri: addresses.backchannel, backchannel_logout_session_required: true }] : [],
			cookies: { keys: ['for tests only'] },
			claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name'] },
			features: { devInteractions: { enabled: true }, backchannelLogout: { enabled: true } },
			// Its own fetch refuses addresses of this machine, where the portal under test is.
			fetch: (url, options) => fetch(url, { ...options, dispatcher: undefined } as RequestInit),
			findAccount: (_context, id) => ({ accountId: id, claims: () => ({ sub: id, email_verified: true, ...people[id] }) })
		}).callback();
	let handle = make();
	server.on('request', (request, response) => void handle(request, response));
	return {
		issuer,
		clientId,
		clientSecret,
		register: (addresses) => void (handle = make(addresses)),
		close: () =>
			new Promise((resolve) => {
				server.closeAllConnections();
				server.close(() => resolve());
			})
	};
}
