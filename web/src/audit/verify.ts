import type { Tx } from '@sal/db';
import { chainStart } from './encoding.ts';
import { MOST_FINDINGS, type Finding, type LogReport } from './findings.ts';
import { asLogJob, readHead, type LogHouse } from './house.ts';
import { verifyBeside, verifyChain } from './verify-chain.ts';
import { verifyCheckpoints } from './verify-checkpoints.ts';

interface VerifyLog extends LogHouse {
	progress?: (read: number) => void;
	signal?: AbortSignal;
}

/**
 * Reads the whole log and says whether it is whole and unchanged, or where it is not: entries and personal fields against their hashes, the
 * chain from its beginning, and the signed checkpoints in the store. In memory is one batch at a time, however long the log is. While it
 * is read, it may be written on. Throws when the database or the store cannot be asked.
 */
export async function verifyLog({ db, store, signers, progress, signal }: VerifyLog): Promise<LogReport> {
	const findings: Finding[] = [];
	const found = (finding: Finding): void => {
		if (findings.length < MOST_FINDINGS) findings.push(finding);
	};
	const inTx = async <T>(fn: (tx: Tx) => Promise<T>): Promise<T> => {
		const answer = await asLogJob(db, async (tx) => ({ value: await fn(tx) }));
		if (!answer) throw new Error('There is no organisation yet, and so nobody whose log it would be.');
		return answer.value;
	};
	const { log } = await inTx(readHead);
	const entries = await verifyChain({ inTx, start: chainStart(log), found, progress, signal });
	(await inTx((tx) => verifyBeside(tx, { most: MOST_FINDINGS }))).forEach(found);
	const checkpoints = await verifyCheckpoints({ inTx, store, signers, log, found, signal });
	return { whole: findings.length === 0, entries, checkpoints, findings };
}
