import { afterEach, describe, expect, it } from 'vitest';
import { post, smtpOptions, type Post } from './transport.ts';
import { startMailServer, type MailServer } from './smtp.fixture.ts';

const servers: MailServer[] = [];
afterEach(async () => {
	for (const server of servers.splice(0)) await server.close();
});

const letter: Post = { id: crypto.randomUUID(), recipient: 'kdo@obec.test', subject: 'Věc', text: 'Text', html: null, createdAt: new Date() };

describe('the way to the mail server', () => {
	it.each([
		['smtp://mail.kraj.test', { host: 'mail.kraj.test', port: 587, secure: false, requireTLS: true, ignoreTLS: false }],
		['smtps://mail.kraj.test', { host: 'mail.kraj.test', port: 465, secure: true, requireTLS: false }],
		['smtp://10.0.0.5:25', { port: 25, requireTLS: true }],
		['smtp://127.0.0.1:2525', { requireTLS: false, ignoreTLS: true }],
		['smtp://[::1]:2525', { host: '::1', ignoreTLS: true }],
		// A name that only begins like loopback is somebody else's machine.
		['smtp://127.0.0.1.example.test', { requireTLS: true, ignoreTLS: false }],
		['smtp://u%40kraj:p%3Aw@mail.kraj.test', { auth: { user: 'u@kraj', pass: 'p:w' } }]
	])('%s', (url, expected) => expect(smtpOptions(url)).toMatchObject(expected));

	it('brings a calendar object under its own method, to be opened and to be kept', async () => {
		const server = await startMailServer();
		servers.push(server);
		const calendar = 'BEGIN:VCALENDAR\r\nVERSION:2.0\r\nMETHOD:CANCEL\r\nEND:VCALENDAR\r\n';
		expect(await post({ url: server.url, from: 'portal@kraj.test' }, { ...letter, calendar })).toEqual({ ok: true });
		const attachments = server.received[0]?.mail.attachments ?? [];
		expect(attachments.map(({ mimeType, method }) => [mimeType, method])).toContainEqual(['text/calendar', 'CANCEL']);
		expect(attachments.some(({ filename }) => filename === 'sal.ics')).toBe(true);
	});

	it('says nothing to a server off loopback that offers no TLS', async () => {
		const server = await startMailServer();
		servers.push(server);
		// The same machine under a name that is not recognised as loopback.
		const outcome = await post({ url: server.url.replace('127.0.0.1', '0.0.0.0'), from: 'portal@kraj.test' }, letter);
		expect(outcome).toMatchObject({ ok: false, permanent: false });
		expect(server.received).toEqual([]);
	});

	it('says nothing to a server off loopback whose certificate nobody trusts', async () => {
		const server = await startMailServer({ tls: true });
		servers.push(server);
		const outcome = await post({ url: server.url.replace('127.0.0.1', '0.0.0.0'), from: 'portal@kraj.test' }, letter);
		expect(outcome).toMatchObject({ ok: false, permanent: false });
		expect(server.received).toEqual([]);
	});

	it('does not take a list of addresses for one recipient', async () => {
		const server = await startMailServer();
		servers.push(server);
		await post({ url: server.url, from: 'portal@kraj.test' }, { ...letter, recipient: 'a@obec.test, b@obec.test', subject: 'Věc\r\nBcc: c@obec.test' });
		expect(server.received.flatMap(({ to }) => to)).not.toContain('b@obec.test');
		expect(server.received.flatMap(({ to }) => to)).not.toContain('c@obec.test');
	});
});
