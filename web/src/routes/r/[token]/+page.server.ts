import { recordingDetail } from '../../(portal)/recordings/detail.server.ts';
import { readOwnLink } from '../../(portal)/recordings/links.server.ts';
import { pictureAddress } from '../../(portal)/recordings/object-store.server.ts';
import { parseSecond } from '../../(portal)/recordings/schema.ts';
import { visitorOf } from './visitor.server.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ params: { token }, url, setHeaders, locals }) => {
	const { actor, tx } = await visitorOf(token, locals.origin);
	const { recording, link } = await tx(async (tx) => ({ recording: await recordingDetail(tx, { actor, id: actor.recording }), link: await readOwnLink(tx, actor) }));
	setHeaders({ 'cache-control': 'private, no-store', 'x-robots-tag': 'noindex' });
	const { title, kind, organisation, startedAt, durationMs, state, failedIn, percent, etaSeconds, mp4Bytes, chapters, segments, gaps } = recording;
	return {
		recording: { title, kind, organisation, startedAt, durationMs, state, failedIn, percent, etaSeconds, mp4Bytes, chapters, segments, gaps },
		mayDownload: recording.may.download,
		validUntil: link.expiresAt,
		startAt: parseSecond(url.searchParams.get('t')) ?? 0,
		poster: await pictureAddress(recording.posterKey),
		waveform: await pictureAddress(recording.waveformKey)
	};
};
