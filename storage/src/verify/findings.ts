import type { Bucket } from '../connect.ts';

export const findingKinds = [
	'changed', // the version holds other bytes than the manifest says
	'unreadable', // the server cannot give the version back (rotten or destroyed on its disk)
	'missing', // the version is not there
	'superseded', // somebody put a newer version on top; the recorded one lies below
	'hidden', // somebody deleted the key without a version; the recorded one lies below
	'out-of-chain', // pieces were dropped, repeated or put in another order
	'manifest-signature', // the manifest was not signed by the one it names
	'manifest-replaced', // another manifest lies on top of the recorded one, or the recorded one is not the expected one
	'manifest-mismatch', // package and close manifest contradict each other
	'unlocked', // the version's lock is gone or shorter than promised
	'stray' // an object that no manifest knows lies in the recording's folder
] as const;
export type FindingKind = (typeof findingKinds)[number];

export interface Finding {
	kind: FindingKind;
	bucket: Bucket;
	key: string;
	versionId?: string;
	/** Which part of the recording is touched, in milliseconds since its zero. */
	from?: number;
	to?: number;
	/** The people's or file's label, when the manifest has one. */
	file?: string;
	/** For the log and the expert; the sentence says the same in plain words. */
	detail?: string;
}

/** Faults that leave the recorded bytes whole and provable: seen, told, but the recording still stands. */
const harmless: readonly FindingKind[] = ['superseded', 'hidden', 'stray'];

export interface VerifyReport {
	recording: string;
	/** Every recorded byte was read back and is the one that was recorded, under a right signature. */
	whole: boolean;
	/** Whole, and nobody touched anything. */
	untouched: boolean;
	findings: Finding[];
	checked: { objects: number; pieces: number; bytes: number };
	/** Who signed the manifest that was believed; absent when none could be. */
	signer?: string;
	/** What the manifest itself admits: not a fault of the store. */
	gaps: { from: number; to: number; reason: string }[];
}

export function report({ findings, ...rest }: Omit<VerifyReport, 'whole' | 'untouched'>): VerifyReport {
	const whole = findings.every((finding) => harmless.includes(finding.kind) || (finding.kind === 'manifest-replaced' && finding.detail === 'newer'));
	return { ...rest, findings, whole, untouched: findings.length === 0 };
}
