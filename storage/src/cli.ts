#!/usr/bin/env node
/**
 * `storage verify <recording> [--english] [--json]` and `storage selftest [--json]`.
 * Exit code 0: in order. 1: something was found. 2: it could not be checked (wrong call, no configuration, the store is away).
 */
import { parseArgs } from 'node:util';
import { storeConfig } from './config.ts';
import { connect, type Store } from './connect.ts';
import { selfTest } from './self-test.ts';
import { trustFrom } from './trust.ts';
import { findPackage, findRecording } from './verify/find-recording.ts';
import { describeFinding, verdict, type Locale } from './verify/sentences.ts';
import { verifyPackage } from './verify/verify-package.ts';

const USAGE = 'storage verify <recording> [--english] [--json]   reads a recording back and says whether it is whole and unchanged\nstorage selftest [--json]                          tries to destroy a locked object, which the store must refuse\n';
const print = (text: string): boolean => process.stdout.write(`${text}\n`);

async function verify(store: Store, name: string, { locale, json }: { locale: Locale; json: boolean }): Promise<number> {
	const trust = await trustFrom(process.env);
	const folder = await findRecording(store, name);
	const reference = folder && (await findPackage({ store, folder, trust }));
	if (!folder || !reference) {
		const unknown = { cs: `V archivu není zapečetěná nahrávka ${name}.`, en: `There is no sealed recording ${name} in the archive.` };
		print(json ? JSON.stringify({ recording: name, found: false }) : unknown[locale]);
		return 2;
	}
	const report = await verifyPackage({ store, reference, recording: folder.split('/').at(-2) ?? name, trust });
	if (json) print(JSON.stringify(report, null, '\t'));
	else [verdict(report, locale), ...report.findings.map((finding) => `- ${describeFinding(finding, locale)}`)].forEach(print);
	return report.untouched ? 0 : 1;
}

async function selftest(store: Store, json: boolean): Promise<number> {
	const result = await selfTest({ store });
	if (json) print(JSON.stringify(result, null, '\t'));
	else result.checks.forEach(({ check, passed, detail }) => print(`${passed ? 'ok    ' : 'FAILED'} ${check}: ${detail}`));
	return result.passed ? 0 : 1;
}

async function main(): Promise<number> {
	const { values, positionals } = parseArgs({ allowPositionals: true, options: { english: { type: 'boolean', default: false }, json: { type: 'boolean', default: false } } });
	const [command, name] = positionals;
	const known = (command === 'verify' && name !== undefined) || command === 'selftest';
	if (!known) {
		process.stderr.write(USAGE);
		return 2;
	}
	const store = connect(storeConfig(process.env));
	try {
		return command === 'verify' && name !== undefined ? await verify(store, name, { locale: values.english ? 'en' : 'cs', json: values.json }) : await selftest(store, values.json);
	} finally {
		store.close();
	}
}

process.exitCode = await main().catch((error: unknown) => {
	process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
	return 2;
});
