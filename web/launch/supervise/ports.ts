import { createSocket } from 'node:dgram';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import * as v from 'valibot';
import { Failure } from '../setup/failure.mjs';

/** Internal ports lie below the range from which systems take ports for outgoing connections, so nobody takes them between two starts. */
const FROM = 20_000;
const TO = 32_000;
const ATTEMPTS = 200;

const schema = v.record(v.string(), v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(65_535)));

export interface PortWish {
	name: string;
	/** How many ports in a row, the first of which is remembered. */
	count: number;
	host: string;
	/** Needed for UDP too. */
	udp: boolean;
	/** What the operator has decided: this first port and no other, and the setting that says so. */
	fixed?: { port: number; setting: string } | undefined;
}

/**
 * Finds a free port for each wish and remembers it in `file`, so that a restart keeps the addresses that others have noted
 * (open firewalls, running media servers). A remembered port that somebody else has taken meanwhile is replaced; a fixed one that is
 * taken is a {@link Failure}.
 */
export async function choosePorts(file: string, wishes: PortWish[]): Promise<Record<string, number>> {
	const remembered = existsSync(file) ? v.safeParse(schema, JSON.parse(readFileSync(file, 'utf8'))) : undefined;
	const ports: Record<string, number> = remembered?.success ? { ...remembered.output } : {};
	const taken = new Set<number>();
	for (const wish of wishes) {
		const port = await choose(wish, ports[wish.name], taken);
		ports[wish.name] = port;
		for (const one of inRow(port, wish.count)) taken.add(one);
	}
	writeFileSync(file, JSON.stringify(ports, null, '\t'), { mode: 0o600 });
	return ports;
}

async function choose(wish: PortWish, remembered: number | undefined, taken: ReadonlySet<number>): Promise<number> {
	const free = async (row: number[]) => (await Promise.all(row.flatMap((port) => [tcpFree(port, wish.host), ...(wish.udp ? [udpFree(port, wish.host)] : [])]))).every(Boolean);
	if (wish.fixed) {
		const { port, setting } = wish.fixed;
		if (await free(inRow(port, wish.count))) return port;
		throw new Failure(`Of the ports ${port} to ${port + wish.count - 1} on ${wish.host} at least one is in use by another program: stop it, or choose others with ${setting}.`);
	}
	for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
		const candidate = (attempt === 0 && remembered) || FROM + Math.floor(Math.random() * (TO - FROM - wish.count));
		const row = inRow(candidate, wish.count);
		if (row.some((port) => taken.has(port))) continue;
		if (await free(row)) return candidate;
	}
	throw new Failure(`No ${wish.count} free port(s) could be found on ${wish.host} between ${FROM} and ${TO}: stop some programs and start again.`);
}

const inRow = (first: number, count: number): number[] => Array.from({ length: count }, (_, index) => first + index);

/** May this TCP port be opened now? */
export const tcpFree = (port: number, host: string): Promise<boolean> =>
	new Promise((done) => {
		const probe = createServer();
		probe.once('error', () => done(false));
		probe.listen({ port, host, exclusive: true }, () => probe.close(() => done(true)));
	});

const udpFree = (port: number, host: string): Promise<boolean> =>
	new Promise((done) => {
		const probe = createSocket(host.includes(':') ? 'udp6' : 'udp4');
		probe.once('error', () => done(false));
		probe.bind({ port, address: host, exclusive: true }, () => probe.close(() => done(true)));
	});
