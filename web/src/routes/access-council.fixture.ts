/** A council for the table of doors: the region's assembly, which meets in public, with the host as its chair and the member in a seat. Its session is over. */
import { createHash } from 'node:crypto';
import { councilBody, councilItem, councilMaterial, councilMaterialVersion, councilMember, councilMinutesDraft, councilMinutesPublic, councilMinutesVersion, councilProcedure, councilResolution, councilResolutionText, councilSession, councilVote, meeting } from '@sal/db';
import type { TestHouse } from '#lib/server/test-house.fixture.ts';
import { documentText } from './(portal)/council/minutes/document.ts';
import { defaultProcedure } from './(portal)/council/procedure.ts';
import type { People } from './access-people.fixture.ts';

/** `session` is over, its minutes have a first version; `resolution` was adopted in it. `openMaterial` of its item everybody may read, `material` its members. Of `open` the minutes are published. */
export type Councils = Record<'body' | 'session' | 'item' | 'vote' | 'resolution' | 'material' | 'openMaterial' | 'open', string>;

export async function planCouncil({ house: { owner }, people }: { house: TestHouse; people: People }): Promise<Councils> {
	const [body, procedure, session, room, item, vote, resolution] = Array.from({ length: 7 }, () => crypto.randomUUID()) as [string, string, string, string, string, string, string];
	const began = new Date(Date.now() - 7_200_000);
	const ended = new Date(Date.now() - 3_600_000);
	await owner.db.insert(councilBody).values({ id: body, organisationId: people.region, name: `Zastupitelstvo ${body}`, kind: 'regional-assembly', seats: 2, publicSessions: true });
	await owner.db.insert(councilProcedure).values({ id: procedure, bodyId: body, version: 1, validFrom: '2024-01-01', settings: defaultProcedure('regional-assembly') });
	await owner.db.insert(councilMember).values([
		{ bodyId: body, personId: people.ids.host, office: 'chair', validFrom: '2024-01-01' },
		{ bodyId: body, personId: people.ids.member, validFrom: '2024-01-01' }
	]);
	await owner.db.insert(meeting).values({ id: room, title: 'Zasedání', kind: 'session', organisationId: people.region, startsAt: began, plannedMinutes: 60, recorded: true, state: 'ended' });
	await owner.db.insert(councilSession).values({ id: session, bodyId: body, organisationId: people.region, number: 1, title: '1. zasedání', meetingId: room, procedureId: procedure, place: 'Sál', startsAt: began, plannedMinutes: 60, state: 'ended', openedAt: began, endedAt: ended, presidedBy: people.ids.host });
	await owner.db.insert(councilItem).values({ id: item, sessionId: session, number: '1', position: 1, title: 'Rozpočet', state: 'done' });
	await owner.db.insert(councilVote).values({ id: vote, sessionId: session, itemId: item, number: 1, title: 'Rozpočet', text: 'Schvaluje rozpočet.', mode: 'open', threshold: defaultProcedure('regional-assembly').thresholds.resolution, state: 'closed', openedAt: began, openedBy: people.ids.host, closedAt: ended, closedBy: 'chair', seats: 2, present: 2 });
	await owner.db.insert(councilResolution).values({ id: resolution, sessionId: session, bodyId: body, itemId: item, voteId: vote, n: 1, total: 1, number: '1/1', adoptedAt: ended });
	await owner.db.insert(councilResolutionText).values({ resolutionId: resolution, sessionId: session, text: 'Schvaluje rozpočet.' });
	const [material, openMaterial] = [crypto.randomUUID(), crypto.randomUUID()];
	for (const [id, everybody] of [[material, false], [openMaterial, true]] as const) {
		await owner.db.insert(councilMaterial).values({ id, sessionId: session, itemId: item, title: 'Důvodová zpráva', public: everybody, createdBy: people.ids.host });
		await owner.db.insert(councilMaterialVersion).values({ sessionId: session, materialId: id, version: 1, fileName: 'zprava.pdf', mediaType: 'application/pdf', size: 1, sha256: '0'.repeat(64), objectKey: `materials/${id}`, createdBy: people.ids.host });
	}
	const content = documentText({ format: 'sal-minutes/1', blocks: [{ id: 'b1', kind: 'title', text: 'Zápis', topic: null, ref: null, at: null, closed: false }] });
	await owner.db.insert(councilMinutesVersion).values({ sessionId: session, version: 1, content, sha256: createHash('sha256').update(content).digest('hex') });
	await owner.db.insert(councilMinutesDraft).values({ sessionId: session, content, basedOn: 1 });

	const [open, version, otherRoom] = [crypto.randomUUID(), crypto.randomUUID(), crypto.randomUUID()];
	await owner.db.insert(meeting).values({ id: otherRoom, title: 'Zasedání', kind: 'session', organisationId: people.region, startsAt: began, plannedMinutes: 60, recorded: true, state: 'ended' });
	await owner.db.insert(councilSession).values({ id: open, bodyId: body, organisationId: people.region, number: 2, title: '2. zasedání', meetingId: otherRoom, procedureId: procedure, place: 'Sál', startsAt: began, plannedMinutes: 60, state: 'ended', openedAt: began, endedAt: ended });
	await owner.db.insert(councilMinutesVersion).values({ id: version, sessionId: open, version: 1, content, sha256: createHash('sha256').update(content).digest('hex') });
	await owner.db.insert(councilMinutesPublic).values({ sessionId: open, versionId: version, content });
	return { body, session, item, vote, resolution, material, openMaterial, open };
}
