/** What is to be kept from visitors: a case conference and an ordinary call of the hospital, their recordings, and the links to them. */
import { guestLink, meeting, meetingPerson, recording, recordingLink } from '@sal/db';
import type { TestHouse } from '#lib/server/test-house.fixture.ts';
import { hashSecret, newSecret } from '#lib/server/secret.ts';
import { planCouncil, type Councils } from './access-council.fixture.ts';
import type { People } from './access-people.fixture.ts';

/** What stands for `[name]` in the paths and forms of the table. */
export type Meetings = Record<'case' | 'call' | 'caseRecording' | 'callRecording' | 'caseLink' | 'openLink' | 'revokedLink' | 'expiredLink' | 'viewLink' | 'viewLinkId' | 'saveLink' | 'revokedView' | 'expiredView', string> & Councils;

/** In the titles of the two meetings and of their recordings, and nowhere else. */
export interface Titles {
	case: string;
	call: string;
}

interface Planning {
	house: TestHouse;
	people: People;
	titles: Titles;
}

const HOUR = 3_600_000;

/** One more pair of meetings: a request that changes something gets its own. */
export async function plan({ house, people, titles }: Planning): Promise<Meetings> {
	const { owner } = house;
	const at = await Promise.all((['case', 'call'] as const).map(async (kind) => {
		const meetingId = crypto.randomUUID();
		const recordingId = crypto.randomUUID();
		const watch = kind === 'case' ? 'invited' : 'hosts';
		const shared = { title: titles[kind], kind, organisationId: people.hospital, watch } as const;
		await owner.db.insert(meeting).values({ id: meetingId, ...shared, startsAt: new Date(), plannedMinutes: 30, recorded: true, createdBy: people.ids.host });
		await owner.db.insert(meetingPerson).values([{ meetingId, personId: people.ids.host, role: 'host' }, { meetingId, personId: people.ids.invited, role: 'invited' }]);
		await owner.db.insert(recording).values({ id: recordingId, meetingId, ...shared, people: ['Osoba host'], startedAt: new Date(), state: 'ready', durationMs: 60_000, mp4Key: `${recordingId}.mp4`, mp4Bytes: 1_000 });
		return { meetingId, recordingId };
	}));
	const [patient, call] = at;
	if (!patient || !call) throw new Error('two meetings were planned');

	const inAnHour = new Date(Date.now() + HOUR);
	const anHourAgo = new Date(Date.now() - HOUR);
	const tokens = { openLink: newSecret(), revokedLink: newSecret(), expiredLink: newSecret(), viewLink: newSecret(), saveLink: newSecret(), revokedView: newSecret(), expiredView: newSecret() };
	const caseLink = crypto.randomUUID();
	const viewLinkId = crypto.randomUUID();
	const tokenHash = (name: keyof typeof tokens) => hashSecret(tokens[name]);
	await owner.db.insert(guestLink).values([
		{ id: caseLink, meetingId: patient.meetingId, tokenHash: hashSecret(newSecret()), expiresAt: inAnHour },
		{ meetingId: call.meetingId, tokenHash: tokenHash('openLink'), expiresAt: inAnHour },
		{ meetingId: call.meetingId, tokenHash: tokenHash('revokedLink'), expiresAt: inAnHour, revokedAt: anHourAgo },
		{ meetingId: call.meetingId, tokenHash: tokenHash('expiredLink'), expiresAt: anHourAgo }
	]);
	const link = { recordingId: call.recordingId, permission: 'view', expiresAt: inAnHour } as const;
	await owner.db.insert(recordingLink).values([
		{ ...link, id: viewLinkId, tokenHash: tokenHash('viewLink') },
		{ ...link, tokenHash: tokenHash('saveLink'), permission: 'download' },
		{ ...link, tokenHash: tokenHash('revokedView'), revokedAt: anHourAgo },
		{ ...link, tokenHash: tokenHash('expiredView'), expiresAt: anHourAgo }
	]);
	return { case: patient.meetingId, call: call.meetingId, caseRecording: patient.recordingId, callRecording: call.recordingId, caseLink, viewLinkId, ...tokens, ...(await planCouncil({ house, people })) };
}
