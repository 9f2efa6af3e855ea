import * as v from 'valibot';

/** A kept callback, by its number. */
export const settleForm = v.object({ id: v.pipe(v.string(), v.regex(/^\d{1,15}$/), v.transform(Number)) });

/** A queued job, by its id. */
export const againForm = v.object({ id: v.pipe(v.string(), v.uuid()) });
