/** A real small mail server on loopback that keeps what it is given. */
import PostalMime, { type Email } from 'postal-mime';
import { SMTPServer } from 'smtp-server';

export interface Received {
	from: string;
	to: string[];
	mail: Email;
}

export interface MailServer {
	/** `smtp://127.0.0.1:…` */
	url: string;
	received: Received[];
	close(): Promise<void>;
}

interface Options {
	/** 0 or unset: any free port. */
	port?: number;
	/** Offers STARTTLS with a certificate that nobody trusts. */
	tls?: boolean;
	/** SMTP code with which this recipient is refused. */
	refuse?: (recipient: string) => number | undefined;
}

/** Starts a mail server. `close` waits until it is gone; another may then listen at the same port. */
export async function startMailServer({ port = 0, tls = false, refuse }: Options = {}): Promise<MailServer> {
	const received: Received[] = [];
	const server = new SMTPServer({
		authOptional: true,
		disabledCommands: tls ? [] : ['STARTTLS'],
		logger: false,
		onRcptTo({ address }, _session, done) {
			const responseCode = refuse?.(address);
			done(responseCode ? Object.assign(new Error('not taken'), { responseCode }) : undefined);
		},
		onData(stream, session, done) {
			const chunks: Buffer[] = [];
			stream.on('data', (chunk: Buffer) => chunks.push(chunk));
			stream.on('end', () => {
				PostalMime.parse(Buffer.concat(chunks)).then((mail) => {
					const { mailFrom, rcptTo } = session.envelope;
					received.push({ from: mailFrom ? mailFrom.address : '', to: rcptTo.map(({ address }) => address), mail });
					done();
				}, done);
			});
		}
	});
	const listening = await new Promise<number>((resolve, reject) => {
		server.on('error', reject);
		const listener = server.listen(port, '127.0.0.1', () => {
			const address = listener.address();
			resolve(typeof address === 'object' && address ? address.port : 0);
		});
	});
	return { url: `smtp://127.0.0.1:${listening}`, received, close: () => new Promise((resolve) => server.close(() => resolve())) };
}
