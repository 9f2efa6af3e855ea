/** The way to the mail server. */
import { createTransport } from 'nodemailer';
import type { MailConfig } from '../config.ts';

export interface Post {
	id: string;
	recipient: string;
	subject: string;
	text: string;
	html: string | null;
	/** A calendar object with its METHOD. */
	calendar?: string | null;
	createdAt: Date;
}

export type Posted = { ok: true } | { ok: false; permanent: boolean; error: string };

/** How long a mail server may take to answer, in milliseconds. */
const PATIENCE = 30_000;
const ERROR_MAX = 300;

const isLoopback = (host: string): boolean => host === 'localhost' || host === '[::1]' || /^127(?:\.\d{1,3}){3}$/.test(host);

/**
 * How to reach this server. Off loopback nothing is said before TLS with a certificate that the machine trusts: `smtps:` begins with it,
 * `smtp:` must be offered STARTTLS (RFC 8314 §4.1, RFC 3207).
 */
export function smtpOptions(url: string) {
	const { protocol, hostname, port, username, password } = new URL(url);
	const secure = protocol === 'smtps:';
	return {
		host: hostname.replaceAll(/^\[|\]$/g, ''),
		port: port ? Number(port) : secure ? 465 : 587,
		secure,
		requireTLS: !secure && !isLoopback(hostname),
		ignoreTLS: !secure && isLoopback(hostname),
		...(username && { auth: { user: decodeURIComponent(username), pass: decodeURIComponent(password) } }),
		connectionTimeout: PATIENCE,
		greetingTimeout: PATIENCE,
		socketTimeout: PATIENCE,
		// A mail is data: it may not make the portal read files or fetch addresses.
		disableFileAccess: true,
		disableUrlAccess: true
	};
}

/** Gives one mail to the mail server. Never throws; `permanent` when the server will not take it, ever. */
export async function post({ url, from }: MailConfig, { id, recipient, subject, text, html, calendar, createdAt }: Post): Promise<Posted> {
	const transport = createTransport(smtpOptions(url));
	try {
		await transport.sendMail({
			from,
			// As an object: a comma in it does not make two recipients.
			to: { name: '', address: recipient },
			subject,
			text,
			...(html !== null && { html }),
			// As an alternative of the text and as a file (RFC 6047): some programs show only the one, some only the other.
			...(calendar && { icalEvent: { method: methodOf(calendar), content: calendar, filename: 'sal.ics' } }),
			date: createdAt,
			messageId: `<${id}@${domainOf(from)}>`,
			// Nobody's holiday notice should answer a machine (RFC 3834 §5).
			headers: { 'Auto-Submitted': 'auto-generated' }
		});
		return { ok: true };
	} catch (error) {
		return { ok: false, permanent: isPermanent(error), error: (error instanceof Error ? error.message : String(error)).slice(0, ERROR_MAX) };
	} finally {
		transport.close();
	}
}

/** Mail programs act on a calendar object by the METHOD in its media type, which must be the one inside (RFC 6047 §2.4). */
const methodOf = (calendar: string): string => /^METHOD:([A-Z]+)\r?$/m.exec(calendar)?.[1] ?? 'PUBLISH';

const domainOf = (from: string): string => from.slice(from.lastIndexOf('@') + 1).replace('>', '');

/** Refusals of the sign-in or of TLS are the operator's to mend, whatever their number: the mail waits. */
function isPermanent(error: unknown): boolean {
	const { responseCode, command } = error as { responseCode?: unknown; command?: unknown };
	return typeof responseCode === 'number' && responseCode >= 500 && (command === 'RCPT TO' || command === 'DATA');
}
