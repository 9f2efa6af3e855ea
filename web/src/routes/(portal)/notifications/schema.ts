import * as v from 'valibot';

/** Numbers of notices; JavaScript counts exactly up to 2^53. */
export const noticeId = v.pipe(v.string(), v.regex(/^\d{1,15}$/), v.toNumber());

export const listQuery = v.object({ which: v.fallback(v.picklist(['unread', 'all']), 'unread'), before: v.fallback(v.optional(noticeId), undefined) });

export const readAllForm = v.object({ upTo: noticeId });

const base64url = v.pipe(v.string(), v.maxLength(200), v.regex(/^[\w-]+=*$/));
const endpoint = v.pipe(v.string(), v.maxLength(2_000), v.url());
/** On, with what `PushSubscription.toJSON()` gives (Push API §5.4): a P-256 point and 16 bytes, base64url; or off. */
export const subscriptionBody = v.variant('on', [v.object({ on: v.literal(true), endpoint, keys: v.object({ p256dh: base64url, auth: base64url }) }), v.object({ on: v.literal(false), endpoint })]);
