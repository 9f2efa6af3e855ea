import { pino, type Logger } from 'pino';

export type { Logger };

/** Structured log lines on standard output. Ids only: no names, addresses of people, tokens or contents. */
export function createLog({ level, name }: { level: string; name: string }): Logger {
	return pino({ level, name, redact: ['*.password', '*.token', '*.cookie', '*.authorization'] });
}
