/** What the desk sends. */
import { m } from '#lib/paraglide/messages.js';
import * as v from 'valibot';
import { speechKinds } from '../live.ts';

const id = v.pipe(v.string(), v.uuid());
const reason = v.pipe(v.string(), v.trim(), v.maxLength(500, () => m.council_running_reason_long()));

export const itemSchema = v.object({ item: id });
export const reasonSchema = v.object({ reason });
export const closedSchema = v.object({ reason: v.pipe(v.string(), v.trim(), v.minLength(3, () => m.council_running_reason_missing()), v.maxLength(500, () => m.council_running_reason_long())) });
export const endSchema = v.object({ reason: v.picklist(['agenda-done', 'no-quorum', 'adjourned']) });
export const personSchema = v.object({ person: id });
export const requestSchema = v.object({ request: id });
export const askForSchema = v.object({ person: id, kind: v.picklist(speechKinds) });
export const takeSchema = v.object({ reason: v.picklist(['done', 'time', 'chair']) });
