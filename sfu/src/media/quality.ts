import type { Peer } from '../room/peer.ts';
import type { Room } from '../room/room.ts';

/** Scores of mediasoup, 0 (lost) … 10 (good), brought down to one number per person; told when it changes. */
export function measureQuality(room: Room): void {
	for (const peer of room.peers.values()) {
		const quality = qualityOf(peer);
		if (quality === peer.quality) continue;
		peer.quality = quality;
		room.changed(peer.id);
	}
}

function qualityOf(peer: Peer): number | null {
	const scores: number[] = [];
	for (const { producer } of peer.published.values()) {
		// Layers that the publisher does not send score 0 without anything being wrong.
		const best = Math.max(-1, ...producer.score.map(({ score }) => score));
		if (!producer.paused && best >= 0) scores.push(best);
	}
	for (const { consumer } of peer.watched.values()) {
		if (!consumer.paused && !consumer.producerPaused && consumer.score) scores.push(consumer.score.score);
	}
	return scores.length === 0 ? null : Math.round(scores.reduce((sum, score) => sum + score, 0) / scores.length);
}
