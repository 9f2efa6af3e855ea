/** A real OpenID Connect provider (oidc-provider) on loopback, and a browser that signs in there by its own forms. */
import { generateKeyPairSync } from 'node:crypto';
import { createServer } from 'node:http';
import { Provider } from 'oidc-provider';

export interface Account {
	sub: string;
	email: string;
	email_verified: boolean;
	name: string;
}

export interface RealProvider {
	issuer: string;
	clientId: string;
	clientSecret: string;
	/** Who may sign in there, by the name typed into its login form. */
	accounts: Map<string, Account>;
	/** Signs with another key from now on, as after a rotation. */
	rotate(): void;
	close(): Promise<void>;
}

interface Options {
	/** Our addresses that it knows. */
	redirectUris: string[];
	backchannelUri?: string;
	afterLogout?: string;
	port?: number;
}

const signingKey = (kid: string) => ({ ...generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ format: 'jwk' }), kid, use: 'sig', alg: 'RS256' });

/** Starts the provider. Any password does there: it is its sign-in, not ours. */
export async function startRealProvider({ redirectUris, backchannelUri, afterLogout, port = 0 }: Options): Promise<RealProvider> {
	const accounts = new Map<string, Account>();
	const clientId = `sal-${crypto.randomUUID()}`;
	const clientSecret = 'a secret that only the two of us know';
	const server = createServer();
	await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
	const address = server.address();
	const issuer = `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`;
	let generation = 0;
	const make = () =>
		new Provider(issuer, {
			clients: [
				{
					client_id: clientId,
					client_secret: clientSecret,
					redirect_uris: redirectUris,
					...(afterLogout && { post_logout_redirect_uris: [afterLogout] }),
					...(backchannelUri && { backchannel_logout_uri: backchannelUri, backchannel_logout_session_required: true })
				}
			],
			jwks: { keys: [signingKey(`key-${++generation}`)] },
			cookies: { keys: ['for tests only'] },
			claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name'] },
			features: { devInteractions: { enabled: true }, backchannelLogout: { enabled: true } },
			// Its own fetch refuses addresses of this machine, where the portal of the tests is.
			fetch: (url, options) => fetch(url, { ...options, dispatcher: undefined } as RequestInit),
			findAccount: (_context, id) => {
				const account = accounts.get(id);
				return { accountId: account?.sub ?? id, claims: () => ({ ...(account ?? { sub: id }) }) };
			}
		});
	let handle = make().callback();
	server.on('request', (request, response) => void handle(request, response));
	return {
		issuer,
		clientId,
		clientSecret,
		accounts,
		rotate: () => void (handle = make().callback()),
		close: () =>
			new Promise((resolve) => {
				server.closeAllConnections();
				server.close(() => resolve());
			})
	};
}

/** A browser at the provider: keeps cookies, follows redirects until one leads elsewhere, and posts the forms that it is shown. */
export function openBrowser(issuer: string) {
	const jar = new Map<string, string>();
	async function ask(url: URL, form?: Record<string, string>): Promise<Response> {
		const response = await fetch(url, {
			method: form ? 'POST' : 'GET',
			redirect: 'manual',
			headers: { cookie: [...jar].map(([name, value]) => `${name}=${value}`).join('; '), ...(form && { 'content-type': 'application/x-www-form-urlencoded' }) },
			...(form && { body: new URLSearchParams(form).toString() })
		});
		for (const line of response.headers.getSetCookie()) {
			const [pair = ''] = line.split(';');
			const at = pair.indexOf('=');
			jar.set(pair.slice(0, at), pair.slice(at + 1));
		}
		return response;
	}
	/** From this address on, signing in as `login` where asked; ends at the first address that is not the provider's. */
	async function visit(start: URL, login: string): Promise<URL> {
		let url = start;
		let form: Record<string, string> | undefined;
		for (let step = 0; step < 20; step++) {
			const response: Response = await ask(url, form);
			const location = response.headers.get('location');
			if (location) {
				url = new URL(location, url);
				form = undefined;
				if (url.origin !== issuer) return url;
				continue;
			}
			const page = await response.text();
			const action = /<form[^>]*action="([^"]+)"/.exec(page)?.[1];
			if (!action) throw new Error(`the provider shows no form at ${url.href}: ${page.slice(0, 500)}`);
			const hidden = Object.fromEntries([...page.matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)"/g)].map(([, name = '', value = '']) => [name, value]));
			url = new URL(action, url);
			form = { ...hidden, ...(page.includes('name="login"') && { login, password: 'x' }), ...(page.includes('name="logout"') && { logout: 'yes' }) };
		}
		throw new Error('the provider asks without end');
	}
	return { visit };
}
