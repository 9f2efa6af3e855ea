import { DomainError } from '#lib/domain-error.ts';
import { requireId, requirePerson } from '#lib/server/person.ts';
import { inRoomNow } from '../../../meetings/index.server.ts';
import { noteAnswer } from '../../answers/store.server.ts';
import { withdrawRequest } from '../../floor/store.server.ts';
import { declareConflictFor } from '../../motions/store.server.ts';
import { permit } from '../../permit.server.ts';
import { act, sharedActions } from '../../running/act.server.ts';
import { setInterpreter } from '../../running/store.server.ts';
import { correct, courseOf, writeNote } from '../../secretary/course.server.ts';
import { correctionSchema, forMemberSchema, interpreterSchema, noteSchema, requestSchema } from '../../secretary/schema.ts';
import { speakersOf } from '../../speakers/store.server.ts';
import { screenFor } from '../../votes/mine.server.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, params }) => {
	const session = requireId(params.session);
	const actor = requirePerson(locals.actor);
	const now = new Date();
	return locals.tx(async (tx) => {
		const { session: row } = await permit(tx, { actor, id: session, action: 'serve', now });
		const screen = await screenFor(tx, actor, { session, now });
		if (!screen) throw new DomainError('not-found');
		return { session, meeting: row.meetingId, screen, course: await courseOf(tx, session), inRoom: await inRoomNow(tx, row.meetingId, now), speakers: await speakersOf(tx, { session, meeting: row.meetingId, now }) };
	});
};

export const actions: Actions = {
	...sharedActions,
	note: (event) => act(event, noteSchema, (tx, actor, { given, ...at }) => writeNote(tx, actor, { ...at, ...given })),
	correct: (event) => act(event, correctionSchema, (tx, actor, { given, ...at }) => correct(tx, actor, { ...at, ...given })),
	excuse: (event) => act(event, forMemberSchema, (tx, actor, { given, ...at }) => noteAnswer(tx, actor, { ...at, ...given, answer: 'excused' })),
	conflict: (event) => act(event, forMemberSchema, (tx, actor, { given, ...at }) => declareConflictFor(tx, actor, { ...at, ...given })),
	withdraw: (event) => act(event, requestSchema, (tx, actor, { given, ...at }) => withdrawRequest(tx, actor, { ...at, ...given })),
	interpreter: (event) => act(event, interpreterSchema, (tx, actor, { given, ...at }) => setInterpreter(tx, actor, { ...at, ...given }))
};
