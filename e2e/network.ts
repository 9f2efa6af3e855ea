/**
 * A network that can be broken: the portal's machine (this one), a router, and a branch office behind it, as Linux network namespaces.
 *
 *     this machine ──(198.18.n.0/24)── router ──(198.19.n.0/24)── branch
 *
 * What the router forwards is decided by policy rules, which need nothing but iproute2; a dropped packet is answered by nobody, as with
 * a firewall or a broken line. Both ranges are those that RFC 2544 keeps for tests. Only root may do this.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** What the router lets through between the branch and this machine. */
export type Passage = 'everything' | 'no UDP' | 'only TLS on 443' | 'nothing';
/** Where a program runs: behind the router, or on it, which is before the firewall. */
export type Place = 'branch' | 'router';

export interface Network {
	/** This machine's address for the portal. */
	portal: string;
	/** This machine's second address, for the TURN server. */
	relay: string;
	/** An address on the same cable that nobody has. */
	nobody: string;
	let(passage: Passage): void;
	/** An executable that runs the given one at that place. */
	at(place: Place, executable: string): string;
	close(): void;
}

const ip = (...args: string[]) => execFileSync('ip', args, { stdio: ['ignore', 'pipe', 'pipe'] }).toString();

/** May we make networks here? A container's root often may not, nor may who is in a chroot. */
export function networksPossible(): boolean {
	const probe = `sal-probe-${process.pid}`;
	try {
		ip('netns', 'add', probe);
		ip('-n', probe, 'link', 'add', 'sal-a', 'type', 'veth', 'peer', 'name', 'sal-b');
		return true;
	} catch {
		return false;
	} finally {
		spawnSync('ip', ['netns', 'del', probe]);
	}
}

/** Lays the cables. Fails when this machine does not allow it, see {@link networksPossible}. */
export function layNetwork(): Network {
	const n = process.pid % 250;
	const [router, branch, cable] = [`sal-router-${n}`, `sal-branch-${n}`, `sal-wan-${n}`];
	const [portal, relay, gateway, office, inside] = [`198.18.${n}.1`, `198.18.${n}.2`, `198.18.${n}.254`, `198.19.${n}.254`, `198.19.${n}.1`];
	const scripts = mkdtempSync(join(tmpdir(), 'sal-network-'));
	const names: Record<Place, string> = { router, branch };

	for (const name of [router, branch]) {
		ip('netns', 'add', name);
		ip('-n', name, 'link', 'set', 'lo', 'up');
	}
	ip('link', 'add', cable, 'type', 'veth', 'peer', 'name', 'wan', 'netns', router);
	for (const address of [portal, relay]) ip('addr', 'add', `${address}/24`, 'dev', cable);
	ip('link', 'set', cable, 'up');
	ip('-n', router, 'addr', 'add', `${gateway}/24`, 'dev', 'wan');
	ip('-n', router, 'link', 'add', 'lan', 'type', 'veth', 'peer', 'name', 'office', 'netns', branch);
	ip('-n', router, 'addr', 'add', `${office}/24`, 'dev', 'lan');
	ip('-n', branch, 'addr', 'add', `${inside}/24`, 'dev', 'office');
	for (const [name, device] of [[router, 'wan'], [router, 'lan'], [branch, 'office']] as const) ip('-n', name, 'link', 'set', device, 'up');
	ip('-n', branch, 'route', 'add', 'default', 'via', office);
	ip('route', 'add', `198.19.${n}.0/24`, 'via', gateway);
	ip('netns', 'exec', router, 'sh', '-c', 'echo 1 > /proc/sys/net/ipv4/ip_forward');

	const rules: Record<Passage, string[][]> = {
		everything: [],
		'no UDP': [['iif', 'lan', 'ipproto', 'udp', 'blackhole'], ['iif', 'lan', 'to', relay, 'blackhole']],
		'only TLS on 443': [['iif', 'lan', 'ipproto', 'tcp', 'dport', '443', 'lookup', 'main'], ['iif', 'lan', 'blackhole']],
		nothing: [['iif', 'lan', 'blackhole'], ['iif', 'wan', 'to', inside, 'blackhole']]
	};
	let standing = 0;

	return {
		portal,
		relay,
		nobody: `198.18.${n}.3`,
		let(passage) {
			for (; standing > 0; standing--) ip('-n', router, 'rule', 'del', 'pref', String(standing));
			for (const rule of rules[passage]) ip('-n', router, 'rule', 'add', 'pref', String(++standing), ...rule);
		},
		at(place, executable) {
			const script = join(scripts, `${place}-${executable.replaceAll('/', '-')}`);
			writeFileSync(script, `#!/bin/sh\nexec ip netns exec ${names[place]} ${executable} "$@"\n`);
			chmodSync(script, 0o755);
			return script;
		},
		close() {
			for (const name of [router, branch]) ip('netns', 'del', name);
			rmSync(scripts, { recursive: true, force: true });
		}
	};
}
