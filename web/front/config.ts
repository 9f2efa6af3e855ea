import { readFileSync } from 'node:fs';
import * as v from 'valibot';

const port = v.pipe(v.string(), v.toNumber(), v.integer(), v.minValue(1), v.maxValue(65_535));
const environment = v.object({
	SAL_HOST: v.optional(v.string(), '127.0.0.1'),
	SAL_PORT: v.optional(port, '3000'),
	SAL_INTERNAL_PORT: v.optional(port),
	SAL_ORIGIN: v.optional(v.pipe(v.string(), v.url()), 'http://localhost:3000'),
	SAL_SFUS: v.optional(v.string(), ''),
	S3_ENDPOINT: v.optional(v.pipe(v.string(), v.url())),
	SAL_STREAM: v.optional(v.pipe(v.string(), v.minLength(1))),
	SAL_ADDRESS_HEADER: v.optional(v.pipe(v.string(), v.toLowerCase(), v.regex(/^[a-z-]+$/, 'the name of a header is needed'))),
	SAL_TLS_CERT: v.optional(v.string()),
	SAL_TLS_KEY: v.optional(v.string())
});

export interface FrontConfig {
	host: string;
	port: number;
	/** A second listener on loopback without TLS, for the media server's callbacks and the launcher. */
	internalPort?: number;
	/** The one public origin. */
	origin: URL;
	/** Media servers by id. */
	sfus: ReadonlyMap<string, string>;
	s3?: string;
	/** Folder of the public streams' files; without it there are none. */
	live?: string;
	/** The header in which a proxy before this one gives the client's address; without such a proxy it must stay unset. */
	addressHeader?: string;
	tls?: { cert: Buffer; key: Buffer };
}

/** Reads the environment. Throws one plain sentence that names the variable. */
export function readFrontConfig(env: NodeJS.ProcessEnv): FrontConfig {
	const parsed = v.safeParse(environment, env);
	if (!parsed.success) throw new Error(`The portal cannot start: ${String(parsed.issues[0].path?.[0]?.key)} is missing or wrong (${parsed.issues[0].message}).`);
	const set = parsed.output;
	return {
		host: set.SAL_HOST,
		port: set.SAL_PORT,
		internalPort: set.SAL_INTERNAL_PORT,
		origin: new URL(set.SAL_ORIGIN),
		sfus: parseSfus(set.SAL_SFUS),
		s3: set.S3_ENDPOINT,
		live: set.SAL_STREAM,
		addressHeader: set.SAL_ADDRESS_HEADER,
		tls: set.SAL_TLS_CERT && set.SAL_TLS_KEY ? { cert: readFileSync(set.SAL_TLS_CERT), key: readFileSync(set.SAL_TLS_KEY) } : undefined
	};
}

/** `sfu-1=http://127.0.0.1:4400,sfu-2=…` as a map. Throws one plain sentence. */
export function parseSfus(text: string): Map<string, string> {
	return new Map(
		text.split(',').filter(Boolean).map((pair) => {
			const at = pair.indexOf('=');
			const id = pair.slice(0, at).trim();
			const url = pair.slice(at + 1).trim();
			if (at < 1 || !/^[\w-]{1,64}$/.test(id) || !URL.canParse(url)) throw new Error(`The portal cannot start: SAL_SFUS must read "sfu-1=http://address,…", not "${pair}".`);
			return [id, url] as const;
		})
	);
}
