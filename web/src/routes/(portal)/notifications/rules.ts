/** Who is told what by which way, and when. */
import { Temporal } from '@js-temporal/polyfill';
import type { NotificationKind } from '#lib/notification-kind.ts';

export const channels = ['mail', 'push'] as const;
export type Channel = (typeof channels)[number];

export interface Setting {
	kind: string;
	channel: Channel;
	enabled: boolean;
}

/** One kind as a person has it. `mail` is null where the kind is never mailed, because it would come too late. */
export interface Choice {
	kind: string;
	mail: boolean | null;
	push: boolean;
}

type Defaults = Pick<NotificationKind, 'id' | 'mail' | 'push'>;

const defaultOf = ({ mail, push }: Defaults, channel: Channel): boolean => (channel === 'mail' ? mail !== 'never' : push);

/** Is this person told of this kind by this way? */
export function told(kind: Defaults, channel: Channel, settings: readonly Setting[]): boolean {
	if (channel === 'mail' && kind.mail === 'never') return false;
	return settings.find((setting) => setting.kind === kind.id && setting.channel === channel)?.enabled ?? defaultOf(kind, channel);
}

export function chosen(kinds: readonly Defaults[], settings: readonly Setting[]): Choice[] {
	return kinds.map((kind) => ({ kind: kind.id, mail: kind.mail === 'never' ? null : told(kind, 'mail', settings), push: told(kind, 'push', settings) }));
}

/** What must be kept of the choices: where they differ from what the kind comes with. */
export function differences(kinds: readonly Defaults[], choices: readonly Choice[]): Setting[] {
	return kinds.flatMap((kind) => {
		const choice = choices.find((one) => one.kind === kind.id);
		if (!choice) return [];
		return channels.flatMap((channel) => {
			const enabled = choice[channel];
			return enabled === null || enabled === defaultOf(kind, channel) ? [] : [{ kind: kind.id, channel, enabled }];
		});
	});
}

/** The hour of the daily digest, in Prague. */
const DIGEST_HOUR = 7;
const ZONE = 'Europe/Prague';
/** An urgent notice waits so long for being read in the portal before it is mailed, in milliseconds. */
const PATIENCE_MS = 5 * 60_000;

/** The last moment of a daily digest. Day by day in Prague, so that it stays seven o'clock on the days of changing clocks. */
export function lastDigest(now: Date): Date {
	const here = Temporal.Instant.fromEpochMilliseconds(now.getTime()).toZonedDateTimeISO(ZONE);
	const seven = here.withPlainTime(Temporal.PlainTime.from({ hour: DIGEST_HOUR }));
	const last = Temporal.ZonedDateTime.compare(seven, here) <= 0 ? seven : seven.subtract({ days: 1 });
	return new Date(last.epochMilliseconds);
}

/** Shall a notice of `at` go into a digest that is written `now`? One that was missed goes into the next. */
export function dueInDigest({ mail, at, now }: { mail: NotificationKind['mail']; at: Date; now: Date }): boolean {
	if (mail === 'never') return false;
	return mail === 'hourly' ? at.getTime() <= now.getTime() - PATIENCE_MS : at <= lastDigest(now);
}

/** A notice on a screen hours later is noise: it waits in the portal. In milliseconds. */
export const PUSH_WITHIN_MS = 60 * 60_000;
