import { expect, test } from 'vitest';
import { candidatesFor } from './candidates.ts';

const udp = { foundation: 'udpcandidate', priority: 2, ip: '203.0.113.7', address: '203.0.113.7', protocol: 'udp', port: 44400, type: 'host' } as const;
const tcp = { ...udp, foundation: 'tcpcandidate', priority: 1, protocol: 'tcp', tcpType: 'passive' } as const;

test.each([
	['none', []],
	['one', ['203.0.113.7']]
])('announced: %s changes nothing', (_, announced) => {
	expect(candidatesFor([udp, tcp], announced)).toEqual([udp, tcp]);
});

test('a second announced address has the same ports, over UDP and TCP', () => {
	const inner = { ip: '10.1.0.5', address: '10.1.0.5' };
	expect(candidatesFor([udp, tcp], ['203.0.113.7', '10.1.0.5'])).toEqual([udp, tcp, { ...udp, ...inner, foundation: 'udpcandidate2' }, { ...tcp, ...inner, foundation: 'tcpcandidate2' }]);
});
