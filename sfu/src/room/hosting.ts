import { pause, unpublish } from '../media/unpublish.ts';
import type { Grant } from '../protocol.ts';
import { Refusal } from '../refusal.ts';
import type { Handlers } from '../socket/dispatch.ts';
import { grantsAfter } from './enter.ts';
import { goOut } from './leave.ts';
import { endRoom } from './end.ts';
import type { Peer } from './peer.ts';
import type { Room } from './room.ts';

export const hostHandlers: Pick<Handlers, 'mute' | 'stopCamera' | 'remove' | 'lock' | 'makeHost' | 'endForAll'> = {
	async mute({ room, peer }, { participant }) {
		const targets = participant === 'all' ? [...room.peers.values()].filter((one) => one !== peer) : [room.present(participant).peer];
		await Promise.all(targets.map((target) => stop(room, target, 'microphone')));
		return {};
	},
	async stopCamera({ room }, { participant }) {
		await stop(room, room.present(participant).peer, 'camera');
		return {};
	},
	remove({ room, person }, { participant }) {
		if (participant === person.id) throw new Refusal('forbidden');
		if (!room.person(participant)) throw new Refusal('not-found');
		removeForGood(room, participant);
		return {};
	},
	lock({ room }, { locked }) {
		if (room.state.locked === locked) return {};
		room.record({ type: 'locked', locked });
		room.broadcast('lockChanged', { locked });
		return {};
	},
	makeHost({ room }, { participant }) {
		const { person } = room.present(participant);
		setGrants(room, participant, [...new Set<Grant>([...person.grants, 'host', 'record'])]);
		return {};
	},
	async endForAll({ room }) {
		await endRoom(room);
		return {};
	}
};

/** Neither a token nor the secret of this person opens this room again. */
export function removeForGood(room: Room, participant: string): void {
	const peer = room.peer(participant);
	goOut(room, peer, 'removed');
	room.record({ type: 'removed', participant });
	for (const device of room.devices.values()) if (device.participant === participant) device.transport.close();
	peer.dismiss('removed');
	room.peers.delete(participant);
}

/** Out for now: the secret and tokens of before `before` (ms) are void, a newer token lets the person in again. */
export function sendOut(room: Room, participant: string, before: number): void {
	room.record({ type: 'voided', participant, before });
	const peer = room.peer(participant);
	goOut(room, peer, 'removed');
	if (room.person(participant)) room.change(participant, { resumeHash: null });
	peer.resume = null;
	peer.dismiss('signed-out');
	room.peers.delete(participant);
}

/** The portal has decided anew: what it gave is replaced, what hosts have given stays. */
export function setGiven(room: Room, participant: string, { grants, before }: { grants: Grant[]; before: number }): void {
	room.record({ type: 'voided', participant, before });
	const person = room.change(participant, { given: grants, grants: grantsAfter(room.person(participant), grants) });
	setGrants(room, participant, person.grants);
}

/** Takes effect at once: what may no longer be published is closed. */
export function setGrants(room: Room, participant: string, grants: Grant[]): void {
	const person = room.change(participant, { grants });
	const peer = room.peers.get(participant);
	for (const published of [...(peer?.published.values() ?? [])]) {
		const needed = published.source === 'screen' || published.source === 'screenSound' ? 'screen' : 'publish';
		if (peer && !grants.includes(needed)) unpublish(room, peer, published);
	}
	peer?.emit('grantsChanged', { grants });
	room.changed(participant);
	if (person.place === 'room' && grants.includes('host') && peer?.entered) peer.emit('waitingChanged', { waiting: room.waiting() });
}

/** Paused on the server, so that it is quiet whatever the browser does; only its owner can resume it. */
async function stop(room: Room, peer: Peer, source: 'microphone' | 'camera'): Promise<void> {
	for (const published of peer.published.values()) {
		if (published.source !== source || published.producer.paused) continue;
		await pause(room, peer, published);
		peer.emit('stoppedByHost', { source, producer: published.producer.id });
	}
}
