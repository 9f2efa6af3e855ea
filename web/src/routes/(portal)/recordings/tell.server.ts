/** Lets people know what has become of a recording. */
import { notify } from '#lib/server/notify.ts';
import { affiliation, meetingPerson, notification, recording, roleGrant, type Tx } from '@sal/db';
import { and, eq, gt, isNull, lte, or } from 'drizzle-orm';
import { leavingSoon } from './keep.server.ts';

/** It can be watched now: its hosts, and whoever was invited by name and may watch. */
export async function tellReady(tx: Tx, id: string): Promise<void> {
	const [row] = await tx.select({ title: recording.title, kind: recording.kind, watch: recording.watch, meeting: recording.meetingId }).from(recording).where(eq(recording.id, id));
	if (!row) return;
	const { title, kind, watch, meeting } = row;
	const members = await tx.select({ id: meetingPerson.personId, role: meetingPerson.role }).from(meetingPerson).where(eq(meetingPerson.meetingId, meeting));
	const people = members.filter(({ role }) => role === 'host' || watch !== 'hosts').map((member) => member.id);
	await notify(tx, { people, kind: 'recordings.ready', data: { title, kind }, href: `/recordings/${id}` });
}

/** Case conferences that go by themselves soon, to those who may confirm that they are kept: hosts, and clerks of the house. Once each. */
export async function tellLeaving(tx: Tx, now: Date): Promise<number> {
	let told = 0;
	for (const { id, title, at } of await leavingSoon(tx, { now })) {
		const href = `/recordings/${id}`;
		const [before] = await tx.select({ id: notification.id }).from(notification).where(and(eq(notification.kind, 'recordings.leaving'), eq(notification.href, href))).limit(1);
		if (before) continue;
		await notify(tx, { people: await keepersOf(tx, { id, now }), kind: 'recordings.leaving', data: { title, at: at.toISOString() }, href });
		told += 1;
	}
	return told;
}

async function keepersOf(tx: Tx, { id, now }: { id: string; now: Date }): Promise<string[]> {
	const hosts = await tx
		.select({ id: meetingPerson.personId })
		.from(meetingPerson)
		.innerJoin(recording, eq(recording.meetingId, meetingPerson.meetingId))
		.where(and(eq(recording.id, id), eq(meetingPerson.role, 'host')));
	const clerks = await tx
		.selectDistinct({ id: affiliation.personId })
		.from(roleGrant)
		.innerJoin(affiliation, eq(affiliation.id, roleGrant.affiliationId))
		.innerJoin(recording, eq(recording.organisationId, roleGrant.organisationId))
		.where(and(eq(recording.id, id), eq(roleGrant.role, 'recordings.clerk'), isNull(roleGrant.revokedAt), lte(roleGrant.validFrom, now), or(isNull(roleGrant.validUntil), gt(roleGrant.validUntil, now))));
	return [...hosts, ...clerks].map((row) => row.id);
}
