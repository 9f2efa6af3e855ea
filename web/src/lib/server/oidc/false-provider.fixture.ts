/** A small provider over HTTP that does wrong whatever a test asks of it. */
import { createServer } from 'node:http';
import { exportJWK, generateKeyPair, SignJWT, UnsecuredJWT, type JWTPayload } from 'jose';

export interface FalseProvider {
	issuer: string;
	/** Changes to the next ID token: claims that replace the right ones (undefined takes one away), or a token of one's own. */
	next: { claims?: Record<string, unknown>; unsigned?: boolean; foreignKey?: boolean; keyId?: string };
	/** The nonce of the request that is under way: the test takes it from the address. */
	nonce: string;
	sign(claims: JWTPayload, header?: { typ?: string }): Promise<string>;
	close(): Promise<void>;
}

/** Starts it. Every code is good, and gives a token for the subject `s-1`. */
export async function startFalseProvider(clientId: string): Promise<FalseProvider> {
	const own = await generateKeyPair('RS256');
	const other = await generateKeyPair('RS256');
	const server = createServer();
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	const address = server.address();
	const issuer = `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`;
	const state: FalseProvider = {
		issuer,
		next: {},
		nonce: '',
		sign: (claims, header = {}) => new SignJWT(claims).setProtectedHeader({ alg: 'RS256', kid: 'one', ...header }).sign(own.privateKey),
		close: () =>
			new Promise((resolve) => {
				server.closeAllConnections();
				server.close(() => resolve());
			})
	};
	const email = `nikdo.${crypto.randomUUID()}@obec.test`;
	const idToken = async (): Promise<string> => {
		const now = Math.floor(Date.now() / 1000);
		const right = { iss: issuer, aud: clientId, sub: 's-1', nonce: state.nonce, iat: now, exp: now + 300, email, email_verified: true };
		const { claims, unsigned, foreignKey, keyId = 'one' } = state.next;
		const payload: JWTPayload = JSON.parse(JSON.stringify({ ...right, ...claims }));
		if (unsigned) return new UnsecuredJWT(payload).encode();
		return new SignJWT(payload).setProtectedHeader({ alg: 'RS256', kid: keyId }).sign(foreignKey ? other.privateKey : own.privateKey);
	};
	const answer = async (path: string): Promise<object> => {
		if (path === '/.well-known/openid-configuration') {
			return { issuer, authorization_endpoint: `${issuer}/auth`, token_endpoint: `${issuer}/token`, jwks_uri: `${issuer}/jwks`, response_types_supported: ['code'], subject_types_supported: ['public'], id_token_signing_alg_values_supported: ['RS256', 'none'] };
		}
		if (path === '/jwks') return { keys: [{ ...(await exportJWK(own.publicKey)), kid: 'one', alg: 'RS256', use: 'sig' }] };
		return { access_token: 'x', token_type: 'Bearer', id_token: await idToken() };
	};
	server.on('request', (request, response) => {
		answer(new URL(request.url ?? '/', issuer).pathname).then(
			(body) => response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body)),
			(error: unknown) => response.writeHead(500).end(String(error))
		);
	});
	return state;
}
