/**
 * `npm run audit:verify [-- --english --json]`: reads the whole log and says whether it is whole, or where it is not.
 * Exit code 0: whole. 1: something was found. 2: it could not be checked.
 * Of the running portal in SAL_DATA (`.sal` in the clone), unless DATABASE_URL, S3_ENDPOINT with keys and SAL_WEB_PUBLIC_KEY_FILE are set.
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { connect } from '@sal/db';
import { connect as connectStore, PORTAL_SIGNER, storeConfig } from '@sal/storage';
import * as v from 'valibot';
import { describeLogFinding, logVerdict } from './findings.ts';
import { verifyLog } from './verify.ts';

const status = v.object({ databaseUrl: v.string(), s3: v.object({ endpoint: v.string(), accessKey: v.string(), secretKey: v.string() }) });

/** What a running portal has told about itself, as the variables that say the same. */
async function ofRunningPortal(): Promise<Record<string, string>> {
	const data = process.env.SAL_DATA ?? join(import.meta.dirname, '../../../.sal');
	const text = await readFile(join(data, 'run/status.json'), 'utf8').catch(() => undefined);
	const parsed = v.safeParse(status, text === undefined ? undefined : JSON.parse(text));
	if (!parsed.success) return {};
	const { databaseUrl, s3 } = parsed.output;
	return { DATABASE_URL: databaseUrl, S3_ENDPOINT: s3.endpoint, S3_ACCESS_KEY: s3.accessKey, S3_SECRET_KEY: s3.secretKey, SAL_WEB_PUBLIC_KEY_FILE: join(data, 'secrets/sal-web.pub.pem') };
}

async function main(): Promise<number> {
	const { values } = parseArgs({ options: { english: { type: 'boolean', default: false }, json: { type: 'boolean', default: false } } });
	const env: Record<string, string | undefined> = { ...(await ofRunningPortal()), ...process.env };
	const { DATABASE_URL, SAL_WEB_PUBLIC_KEY_FILE } = env;
	if (!DATABASE_URL || !SAL_WEB_PUBLIC_KEY_FILE) throw new Error('No portal runs in SAL_DATA, and DATABASE_URL and SAL_WEB_PUBLIC_KEY_FILE are not both set: start the portal, or set them.');
	const store = connectStore(storeConfig(env));
	const { db, close } = connect({ url: DATABASE_URL, max: 1 });
	try {
		const locale = values.english ? 'en' : 'cs';
		const report = await verifyLog({ db, store, signers: { [PORTAL_SIGNER]: await readFile(SAL_WEB_PUBLIC_KEY_FILE, 'utf8') } });
		const lines = values.json ? [JSON.stringify(report, null, '\t')] : [logVerdict(report, locale), ...report.findings.map((finding) => `- ${describeLogFinding(finding, locale)}`)];
		process.stdout.write(`${lines.join('\n')}\n`);
		return report.whole ? 0 : 1;
	} finally {
		store.close();
		await close();
	}
}

process.exitCode = await main().catch((error: unknown) => {
	process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
	return 2;
});
