/** The portal's configuration, parsed once at process start from the environment; shared with the jobs and so free of the framework. */
import * as v from 'valibot';
import { KNOWN_SERVICES } from './push/services.ts';

const url = v.pipe(v.string(), v.url());
const text = v.pipe(v.string(), v.minLength(1));

/** `sfu-1=http://127.0.0.1:4400,sfu-2=…` */
const sfus = v.pipe(
	v.optional(v.string(), ''),
	v.transform((list) => list.split(',').filter(Boolean).map((entry) => ({ id: entry.slice(0, entry.indexOf('=')).trim(), url: entry.slice(entry.indexOf('=') + 1).trim() }))),
	v.array(v.object({ id: text, url }))
);

const environment = v.object({
	SAL_MODE: v.optional(v.picklist(['demo', 'production', 'test']), 'demo'),
	SAL_ORIGIN: v.optional(v.pipe(url, v.transform((origin) => new URL(origin).origin)), 'http://localhost:3000'),
	DATABASE_URL: url,
	SAL_WEB_KEY_FILE: v.optional(text),
	SAL_SEAL_KEY_FILE: v.optional(text),
	SAL_SFU_PUBLIC_KEY_FILE: v.optional(text),
	SAL_SFU_KEYS_DIR: v.optional(text),
	SAL_SFUS: sfus,
	S3_PUBLIC_URL: v.optional(v.pipe(url, v.transform((address) => new URL(address).origin))),
	SAL_SMTP_URL: v.optional(v.pipe(url, v.regex(/^smtps?:/, 'must begin with smtp:// or smtps://'))),
	SAL_MAIL_FROM: v.optional(v.pipe(text, v.regex(/^(?:[^<>\r\n]+ <[^<>@\s]+@[^<>@\s]+>|[^<>@\s]+@[^<>@\s]+)$/, 'must be an address, or "Name <address>"'))),
	SAL_PUSH_KEY_FILE: v.optional(text),
	SAL_PUSH_SERVICES: v.optional(v.pipe(text, v.transform((list) => list.split(',').map((entry) => entry.trim()).filter(Boolean)))),
	SAL_LOG_LEVEL: v.optional(v.picklist(['debug', 'info', 'warn', 'error', 'silent']), 'info')
});

export interface Config {
	mode: 'demo' | 'production' | 'test';
	/** The one public origin, without a slash at its end. */
	origin: string;
	databaseUrl: string;
	/** PKCS #8 PEM file of the portal's Ed25519 key. */
	webKeyFile: string | undefined;
	/** The secret with which second factors are sealed in the database. */
	sealKeyFile?: string | undefined;
	/** One public key for all media servers, or a folder of `<id>.pub.pem`. */
	sfuPublicKeyFile: string | undefined;
	sfuKeysDir: string | undefined;
	sfus: { id: string; url: string }[];
	/** Origin of the object store for browsers, when it is not ours. */
	storeOrigin?: string;
	/** Where mail goes out; undefined: it waits in the outbox. */
	mail?: MailConfig | undefined;
	/** Web Push; undefined: nobody is offered it. */
	push?: PushConfig | undefined;
	logLevel: 'debug' | 'info' | 'warn' | 'error' | 'silent';
}

export interface PushConfig {
	/** File of the private key on P-256, base64url (RFC 8292). */
	keyFile: string;
	/** To which push services messages may be sent (see `push/services.ts`). */
	services: readonly string[];
}

export interface MailConfig {
	/** `smtp://user:password@host:port`, or `smtps://…` for TLS from the first byte. */
	url: string;
	/** What stands in From: an address, or `Name <address>`. */
	from: string;
}

/** @throws {Error} one sentence that names every variable that is missing or wrong */
export function readConfig(env: Record<string, string | undefined>): Config {
	const parsed = v.safeParse(environment, env);
	if (!parsed.success) {
		const wrong = parsed.issues.map((issue) => `${v.getDotPath(issue) ?? '?'} (${issue.message})`).join(', ');
		throw new Error(`The portal cannot start with this environment: ${wrong}. See web/README.md for what each variable means.`);
	}
	const { output } = parsed;
	const { SAL_SMTP_URL, SAL_MAIL_FROM } = output;
	if (SAL_SMTP_URL && !SAL_MAIL_FROM) throw new Error('The portal cannot start with this environment: SAL_SMTP_URL is set, but SAL_MAIL_FROM (the address that mails come from) is not.');
	return {
		mode: output.SAL_MODE,
		origin: output.SAL_ORIGIN,
		databaseUrl: output.DATABASE_URL,
		webKeyFile: output.SAL_WEB_KEY_FILE,
		sealKeyFile: output.SAL_SEAL_KEY_FILE,
		sfuPublicKeyFile: output.SAL_SFU_PUBLIC_KEY_FILE,
		sfuKeysDir: output.SAL_SFU_KEYS_DIR,
		sfus: output.SAL_SFUS,
		storeOrigin: output.S3_PUBLIC_URL,
		mail: SAL_SMTP_URL && SAL_MAIL_FROM ? { url: SAL_SMTP_URL, from: SAL_MAIL_FROM } : undefined,
		push: output.SAL_PUSH_KEY_FILE ? { keyFile: output.SAL_PUSH_KEY_FILE, services: output.SAL_PUSH_SERVICES ?? KNOWN_SERVICES } : undefined,
		logLevel: output.SAL_LOG_LEVEL
	};
}
