import { readFile } from 'node:fs/promises';
import * as v from 'valibot';
import type { SyslogServer } from './hand-over.ts';

const environment = v.object({
	SAL_SYSLOG_HOST: v.optional(v.pipe(v.string(), v.trim())),
	SAL_SYSLOG_PORT: v.optional(v.pipe(v.string(), v.regex(/^\d{1,5}$/, 'SAL_SYSLOG_PORT is not a port'), v.transform(Number), v.maxValue(65_535, 'SAL_SYSLOG_PORT is not a port')), '6514'),
	SAL_SYSLOG_CA: v.optional(v.string())
});

/** Where the log is handed to, from SAL_SYSLOG_HOST, SAL_SYSLOG_PORT (6514) and SAL_SYSLOG_CA (a PEM file); undefined when nowhere. Throws one sentence naming the variable. */
export async function syslogServer(env: Record<string, string | undefined>): Promise<SyslogServer | undefined> {
	const parsed = v.safeParse(environment, env);
	if (!parsed.success) throw new Error(parsed.issues.map((issue) => issue.message).join('; '));
	const { SAL_SYSLOG_HOST: host, SAL_SYSLOG_PORT: port, SAL_SYSLOG_CA: file } = parsed.output;
	if (!host) return undefined;
	const ca = file
		? await readFile(file, 'utf8').catch((cause: unknown) => {
				throw new Error(`SAL_SYSLOG_CA: ${file} cannot be read`, { cause });
			})
		: undefined;
	return { host, port, ca };
}
