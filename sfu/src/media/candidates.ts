import type { types } from 'mediasoup';

/**
 * Candidates for every announced address. Mediasoup announces the first one; the socket behind the others is the same, so they are that
 * one's candidates with another address. A browser tries all and takes one that it can reach: the outer address of a NAT from
 * outside, the inner one from inside, where routers often do not lead back to their own outer address.
 */
export function candidatesFor(candidates: types.IceCandidate[], announced: readonly string[]): types.IceCandidate[] {
	const others = announced.slice(1);
	return [...candidates, ...others.flatMap((address, index) => candidates.map((candidate) => ({ ...candidate, ip: address, address, foundation: `${candidate.foundation}${String(index + 2)}` })))];
}
