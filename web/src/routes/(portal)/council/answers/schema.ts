/** What members answer to an invitation. */
import { m } from '#lib/paraglide/messages.js';
import * as v from 'valibot';

export const answers = ['hall', 'remote', 'excused'] as const;
const entries = {
	answer: v.picklist(answers, () => m.council_answers_choose()),
	reason: v.optional(v.pipe(v.string(), v.trim(), v.maxLength(500, () => m.council_answers_reason_long())), '')
};
/** An excuse has a reason: the body's rules want to know it, and the office keeps it to itself. */
const reasoned = <T extends { answer: (typeof answers)[number]; reason: string }>({ answer, reason }: T) => answer !== 'excused' || reason.length >= 2;
export const answerSchema = v.pipe(v.object(entries), v.forward(v.check(reasoned, () => m.council_answers_reason_missing()), ['reason']));
export const noteSchema = v.pipe(v.object({ ...entries, person: v.pipe(v.string(), v.uuid(() => m.council_answers_choose_member())) }), v.forward(v.check(reasoned, () => m.council_answers_reason_missing()), ['reason']));
