import type { VerifyReport } from '@sal/storage';

/**
 * A check of the whole package against its manifests: asked for by a person, done by a job. Kept as JSON in the recording's row. `council`: is what
 * the portal holds of the council's session still what was sealed? Absent where no session was sealed, null where it is not known.
 */
export type Verification =
	| { state: 'asked' | 'running'; askedAt: string; by: string; percent: number }
	| { state: 'done'; askedAt: string; by: string; checkedAt: string; report: VerifyReport; council?: boolean | null };
