/** How long recordings are kept, as an administrator of the region has set it. */
import { setting, type Tx } from '@sal/db';
import { eq } from 'drizzle-orm';
import * as v from 'valibot';
import { DEFAULT_TIMES, TIME_LIMITS, type KeepingTimes } from './sealing.rules.ts';

const within = (name: keyof KeepingTimes) => v.fallback(v.pipe(v.number(), v.integer(), v.minValue(TIME_LIMITS[name].min), v.maxValue(TIME_LIMITS[name].max)), DEFAULT_TIMES[name]);
const timesSchema = v.object({ sessionYears: within('sessionYears'), callYears: within('callYears'), caseDays: within('caseDays'), caseYears: within('caseYears') });

/** Key of the setting; its value is a {@link KeepingTimes}. */
export const KEEPING_KEY = 'recordings.keeping';

/** The setting, or ten years for sessions, one for calls, thirty days for cases and five years for those that somebody confirmed. */
export async function readKeepingTimes(tx: Tx): Promise<KeepingTimes> {
	const [row] = await tx.select({ value: setting.value }).from(setting).where(eq(setting.key, KEEPING_KEY));
	return v.parse(timesSchema, row?.value ?? {});
}
