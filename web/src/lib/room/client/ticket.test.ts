import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { TicketOffice } from './ticket.ts';

const ticket = { sfu: '/sfu/sfu-1', token: 'a.b.c', room: '4b1f6f1e-6f0d-4b1e-8f63-0c3a3a1d9a11' };
let server: Server | null = null;

async function portal(answer: { status: number; body: unknown }): Promise<{ url: string; asked: () => number }> {
	let asked = 0;
	server = createServer((request, response) => {
		if (request.method === 'POST') asked++;
		response.writeHead(answer.status, { 'content-type': 'application/json' }).end(JSON.stringify(answer.body));
	});
	await new Promise<void>((done) => server?.listen(0, '127.0.0.1', done));
	return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/join`, asked: () => asked };
}

afterEach(() => new Promise<void>((done) => (server ? server.close(() => done()) : done())));

describe('TicketOffice', () => {
	it('asks once when the ticket was fetched ahead of the click, and anew for the next attempt', async () => {
		const { url, asked } = await portal({ status: 200, body: ticket });
		const office = new TicketOffice(url);
		office.prepare();
		office.prepare();
		expect(await office.take()).toEqual(ticket);
		expect(asked()).toBe(1);
		await office.take();
		expect(asked()).toBe(2);
	});

	it.each([
		[403, {}, 'portal-refused'],
		[410, {}, 'portal-refused'],
		[500, {}, 'portal-unreachable'],
		[429, {}, 'portal-unreachable'],
		[200, { sfu: 'https://evil.example', token: 'x', room: ticket.room }, 'portal-unreachable']
	])('takes %i %o as %s', async (status, body, code) => {
		const { url } = await portal({ status, body });
		await expect(new TicketOffice(url).take()).rejects.toMatchObject({ code });
	});

	it('says when nobody answers', async () => {
		await expect(new TicketOffice('http://127.0.0.1:1/join').take()).rejects.toMatchObject({ code: 'portal-unreachable' });
	});
});
