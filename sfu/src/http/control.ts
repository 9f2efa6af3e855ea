/**
 * `POST /control`: the portal's signed calls. 200 with the call's answer as JSON; 400, 403, 404, 409 or 503 with `{"code": …}`.
 */
import { controlSchema, verifyMessage, type Control } from '../control.ts';
import type { SfuConfig } from '../config.ts';
import { applyCouncil } from '../council/council.ts';
import { ingest } from '../media/ingest.ts';
import { Refusal } from '../refusal.ts';
import { endRoom } from '../room/end.ts';
import { removeForGood, sendOut, setGiven } from '../room/hosting.ts';
import { actOnRecording } from '../room/recording.ts';
import type { Room } from '../room/room.ts';
import type { Rooms } from '../room/rooms.ts';
import { HandshakeRefused } from '../socket/handshake.ts';
import { verifyAdmission } from '../token.ts';
import { devices, fragment, hangUp, offer } from '../whip/equipment.ts';

/** A call may not be good for longer than this, in ms: its id is remembered until then. */
const LONGEST_LIFE = 10 * 60_000;

export interface ControlAnswer {
	status: number;
	body: unknown;
}

const statusOf: Partial<Record<string, number>> = { forbidden: 403, 'not-found': 404, 'not-recordable': 409, 'room-full': 409, 'recorder-unavailable': 503, internal: 500 };

const passing: ReadonlySet<Control['call']['type']> = new Set(['offer', 'fragment', 'hangUp', 'devices'] as const);

export class ControlDesk {
	readonly #rooms: Rooms;
	readonly #config: SfuConfig;
	/** Calls that are being carried out: the same id twice at once is one call. */
	readonly #running = new Map<string, Promise<ControlAnswer>>();

	constructor({ rooms, config }: { rooms: Rooms; config: SfuConfig }) {
		this.#rooms = rooms;
		this.#config = config;
	}

	async handle(jws: string): Promise<ControlAnswer> {
		let control: Control;
		try {
			control = await verifyMessage({ jws, publicKeyPem: this.#config.webPublicKey, kid: 'sal-web', schema: controlSchema });
		} catch {
			return { status: 403, body: { code: 'signature-invalid' } };
		}
		const now = Date.now();
		if (control.expires <= now) return { status: 403, body: { code: 'expired' } };
		if (control.expires > now + LONGEST_LIFE) return { status: 400, body: { code: 'lives-too-long' } };
		// A question is no reason to make a room.
		if (control.call.type === 'devices' && (await this.#rooms.find(control.room)) === null) return { status: 200, body: [] };
		const room = await this.#rooms.open(control.room);
		const done = room.state.controlled.get(control.id);
		if (done) return { status: 200, body: done.answer };
		const running = this.#running.get(control.id) ?? this.#carryOut(room, control);
		this.#running.set(control.id, running);
		return running.finally(() => this.#running.delete(control.id));
	}

	async #carryOut(room: Room, control: Control): Promise<ControlAnswer> {
		try {
			const answer = await this.#act(room, control.call);
			// Of a device's line nothing outlives this process, and a question changes nothing.
			if (passing.has(control.call.type)) return { status: 200, body: answer };
			room.record({ type: 'controlled', call: { id: control.id, expires: control.expires, answer } });
			await room.journal.saved();
			return { status: 200, body: answer };
		} catch (error) {
			if (error instanceof HandshakeRefused) return { status: 409, body: error.data };
			if (error instanceof Refusal) return { status: statusOf[error.code] ?? 400, body: { code: error.code } };
			room.log.error({ room: room.id, call: control.call.type, err: error }, 'a control call failed');
			return { status: 500, body: { code: 'internal' } };
		}
	}

	async #act(room: Room, call: Control['call']): Promise<unknown> {
		switch (call.type) {
			case 'end':
				await endRoom(room);
				return {};
			case 'remove':
				removeForGood(room, call.participant);
				return {};
			case 'out':
				sendOut(room, call.participant, call.before);
				return {};
			case 'grants':
				setGiven(room, call.participant, call);
				return {};
			case 'record':
				await actOnRecording(room, call.action);
				return {};
			case 'council':
				return applyCouncil(room, call);
			case 'offer':
				return offer({ room, admission: await this.#admission(room, call.admission), call });
			case 'fragment':
				return fragment({ room, call });
			case 'hangUp':
				return hangUp({ room, call });
			case 'devices':
				return devices(room);
			case 'ingest':
				return ingest({ room, admission: await this.#admission(room, call.admission) });
		}
	}

	async #admission(room: Room, token: string) {
		const admission = await verifyAdmission({ token, publicKeyPem: this.#config.webPublicKey, sfu: this.#config.id }).catch(() => {
			throw new Refusal('bad-input');
		});
		if (admission.room !== room.id) throw new Refusal('forbidden');
		return admission;
	}
}
