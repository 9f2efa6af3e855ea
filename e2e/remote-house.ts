import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from '@playwright/test';
import { house, type House } from './house.ts';
import type { Network } from './network.ts';

const SECRET = 'north-of-the-border';

export interface RemoteHouse {
	house: House;
	close: () => Promise<void>;
}

/** A portal as people reach it over a network: TLS on 443 by the launcher's own authority, two announced addresses, and coturn beside it on the second address. */
export async function startRemoteHouse({ portal, relay, nobody }: Network): Promise<RemoteHouse> {
	const data = mkdtempSync(join(tmpdir(), 'sal-e2e-remote-'));
	const launcher = spawn(process.execPath, [join(import.meta.dirname, '../web/launch/start.mjs')], {
		stdio: ['ignore', 'ignore', 'inherit'],
		env: {
			...process.env,
			SAL_MODE: 'test',
			SAL_DATA: data,
			SAL_HOST: portal,
			SAL_PORT: '443',
			SAL_RTC_ADDRESS: portal,
			// The first stands for the outer address of a NAT that those inside cannot reach.
			SAL_ANNOUNCED_ADDRESS: `${nobody},${portal}`,
			SAL_TURN_URLS: `turns:${relay}:443?transport=tcp`,
			SAL_TURN_SECRET: SECRET
		}
	});
	const running: ChildProcess[] = [launcher];
	const close = async () => {
		await Promise.all(running.map(end));
		rmSync(data, { recursive: true, force: true });
	};
	try {
		await expect.poll(() => existsSync(join(data, 'run/status.json')) && house(data).state, { timeout: 120_000, message: 'the portal on 443' }).toBe('ready');
		running.push(startCoturn({ data, relay, portal }));
		await expect.poll(() => answers(relay), { timeout: 20_000, message: 'coturn on 443' }).toBe(true);
	} catch (error) {
		await close();
		throw error;
	}
	return { house: house(data), close };
}

/** The settings that the media server's README recommends, with the portal's certificate. */
function startCoturn({ data, relay, portal }: { data: string; relay: string; portal: string }): ChildProcess {
	const settings = join(data, 'turnserver.conf');
	const tls = join(data, 'secrets/tls');
	writeFileSync(settings, `listening-ip=${relay}
relay-ip=${relay}
tls-listening-port=443
cert=${tls}/server.pem
pkey=${tls}/server.key
use-auth-secret
static-auth-secret=${SECRET}
realm=sal
no-udp
no-tcp
no-dtls
no-cli
no-multicast-peers
fingerprint
denied-peer-ip=0.0.0.0-255.255.255.255
allowed-peer-ip=${portal}
userdb=${join(data, 'turndb')}
pidfile=${join(data, 'turnserver.pid')}
log-file=${join(data, 'turnserver.log')}
simple-log
`);
	return spawn('turnserver', ['-c', settings], { stdio: 'ignore' });
}

const answers = (host: string): Promise<boolean> =>
	new Promise((done) => {
		const socket = connect({ host, port: 443 });
		socket.once('connect', () => done(true)).once('error', () => done(false));
		socket.once('connect', () => socket.destroy());
	});

async function end(child: ChildProcess): Promise<void> {
	if (child.exitCode !== null || child.signalCode !== null) return;
	child.kill('SIGTERM');
	await once(child, 'exit');
}
