/** For so long somebody who has shown who they are need not do so again, in minutes. */
export const PROOF_MINUTES = 10;

/** Was it shown lately enough for what must not be done by whoever finds an open browser? Null: it is not known when. */
export const isFresh = (provedAt: Date | null, now: Date): boolean => provedAt !== null && now.getTime() - provedAt.getTime() < PROOF_MINUTES * 60_000;
