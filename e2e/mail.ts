import PostalMime from 'postal-mime';
import { SMTPServer } from 'smtp-server';

export interface Letter {
	to: string[];
	subject: string;
	text: string;
}

export interface Mailbox {
	/** The newest letter to this address whose subject has these words; waits for it. */
	letter(to: string, subject: string | RegExp): Promise<Letter>;
	close(): Promise<void>;
}

/** How long a letter may take, in milliseconds: the job that sends it may only just have been begun. */
const PATIENCE = 60_000;

/** The mail server that the portal under test sends to (SAL_SMTP_URL of playwright.config.ts). While none is open, its mails wait. */
export async function openMailbox(): Promise<Mailbox> {
	const letters: Letter[] = [];
	const waiting = new Set<() => void>();
	const server = new SMTPServer({
		authOptional: true,
		disabledCommands: ['STARTTLS'],
		logger: false,
		onData(stream, session, done) {
			const chunks: Buffer[] = [];
			stream.on('data', (chunk: Buffer) => chunks.push(chunk));
			stream.on('end', () => {
				PostalMime.parse(Buffer.concat(chunks)).then(({ subject = '', text = '' }) => {
					letters.unshift({ to: session.envelope.rcptTo.map(({ address }) => address.toLowerCase()), subject, text });
					done();
					for (const look of waiting) look();
				}, done);
			});
		}
	});
	await new Promise<void>((resolve, reject) => {
		server.on('error', reject);
		server.listen(Number(process.env.SAL_E2E_SMTP_PORT), '127.0.0.1', resolve);
	});
	return {
		letter: (to, subject) =>
			new Promise((resolve, reject) => {
				const look = () => {
					const found = letters.find((letter) => letter.to.includes(to.toLowerCase()) && letter.subject.search(subject) >= 0);
					if (!found) return;
					clearTimeout(timer);
					waiting.delete(look);
					resolve(found);
				};
				const timer = setTimeout(() => {
					waiting.delete(look);
					reject(new Error(`no letter to ${to} about ${String(subject)}; there came ${JSON.stringify(letters.map((letter) => [letter.to, letter.subject]))}`));
				}, PATIENCE);
				waiting.add(look);
				look();
			}),
		close: () => new Promise((resolve) => server.close(() => resolve()))
	};
}

/** The address to click in a letter. */
export function linkIn({ text, subject }: Letter): string {
	const link = /^https?:\/\/\S+$/m.exec(text)?.[0];
	if (!link) throw new Error(`the letter "${subject}" has no link: ${text}`);
	return link;
}
