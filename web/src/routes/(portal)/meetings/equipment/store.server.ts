/** Tokens of a hall's encoders and wall screens, one for each device and meeting. */
import { requirePermission } from '#lib/permissions/require.ts';
import { audit } from '#lib/server/audit.ts';
import type { Config } from '#lib/server/config.ts';
import { DomainError } from '#lib/domain-error.ts';
import { webPrivateKey } from '#lib/server/keys.ts';
import { hashSecret, newSecret } from '#lib/server/secret.ts';
import { control } from '#lib/server/sfu.ts';
import { equipmentToken, type Tx } from '@sal/db';
import { devicesAnswer, type Devices } from '@sal/sfu/control';
import { and, desc, eq, isNull } from 'drizzle-orm';
import * as v from 'valibot';
import { permissions } from '../permissions.ts';
import { getMeeting, type Meeting } from '../store.server.ts';
import type { PersonActor } from '../ties.server.ts';

/** A page that shows how devices are does not wait longer for it, in ms. */
const PATIENCE = 1_500;

interface Which {
	/** Of the meeting. */
	id: string;
	now: Date;
}

/** @throws {DomainError} `forbidden`, `not-found` */
export async function requireEquipment(tx: Tx, actor: PersonActor, { id, now }: Which): Promise<Meeting> {
	const found = await getMeeting(tx, actor, { id, now });
	requirePermission({ subject: actor, action: permissions.actions.equip, resource: found.resource, now });
	return found;
}

/** Makes a token; it is told once and never again. */
export async function createEquipment(tx: Tx, actor: PersonActor, { id, now, kind, label }: Which & { kind: 'whip' | 'whep'; label: string }): Promise<{ token: string }> {
	const { organisationId } = await requireEquipment(tx, actor, { id, now });
	const token = newSecret();
	const [made] = await tx.insert(equipmentToken).values({ meetingId: id, kind, label, tokenHash: hashSecret(token), createdBy: actor.person }).returning({ id: equipmentToken.id });
	await audit(tx, { action: 'meeting.equipment-created', object: { kind: 'meeting', id, organisation: organisationId }, detail: { equipment: made?.id, kind, label } });
	return { token };
}

/** Devices of a meeting that are not revoked, newest first. */
export async function equipmentOf(tx: Tx, id: string) {
	return tx
		.select({ id: equipmentToken.id, kind: equipmentToken.kind, label: equipmentToken.label, createdAt: equipmentToken.createdAt, lastUsedAt: equipmentToken.lastUsedAt })
		.from(equipmentToken)
		.where(and(eq(equipmentToken.meetingId, id), isNull(equipmentToken.revokedAt)))
		.orderBy(desc(equipmentToken.createdAt));
}

/** Revokes a token; a trigger has the running line end (room-review.server.ts), {@link cutOff} does it at once. */
export async function revokeEquipment(tx: Tx, actor: PersonActor, { id, now, equipment }: Which & { equipment: string }): Promise<void> {
	const { organisationId } = await requireEquipment(tx, actor, { id, now });
	const revoked = await tx
		.update(equipmentToken)
		.set({ revokedAt: now, revokedBy: actor.person })
		.where(and(eq(equipmentToken.id, equipment), eq(equipmentToken.meetingId, id), isNull(equipmentToken.revokedAt)))
		.returning({ id: equipmentToken.id });
	if (revoked.length === 0) throw new DomainError('not-found');
	await audit(tx, { action: 'meeting.equipment-revoked', object: { kind: 'meeting', id, organisation: organisationId }, detail: { equipment } });
}

/** Ends the line of a device whose token has been revoked. @throws {DomainError} `media-server-down`: then the job ends it as soon as it is back */
export async function cutOff({ config, id, equipment }: { config: Config; id: string; equipment: string }): Promise<void> {
	await control({ servers: config.sfus, privateKeyPem: webPrivateKey(config), room: id, call: { type: 'remove', participant: equipment } });
}

/** What is connected now; null when the media server does not say. */
export async function connectedDevices({ config, id }: { config: Config; id: string }): Promise<Devices | null> {
	try {
		const answer = await control({ servers: config.sfus, privateKeyPem: webPrivateKey(config), room: id, call: { type: 'devices' }, patience: PATIENCE });
		return v.parse(devicesAnswer, answer ?? []);
	} catch (error) {
		if (error instanceof DomainError) return null;
		throw error;
	}
}
