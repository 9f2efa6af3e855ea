import { pino, type Logger } from 'pino';

export type { Logger };

/** What of an error may be written down. */
interface LoggedError {
	type: string;
	message: string;
	code?: string;
	stack?: string;
	cause?: LoggedError;
}

/** Structured log lines on standard output. Ids only: no names, addresses of people, tokens or contents. */
export function createLog({ level, name }: { level: string; name: string }, destination?: { write(line: string): void }): Logger {
	const options = { level, name, redact: ['*.password', '*.token', '*.cookie', '*.authorization'], serializers: { err: withoutValues } };
	return destination ? pino(options, destination) : pino(options);
}

/**
 * A failed query says in its message, its stack and its fields which values it was given: names, e-mails, hashes of passwords. Only the
 * query goes into the log, and of any error nothing but its kind, words, code, place and cause.
 */
function withoutValues(error: unknown): unknown {
	return error instanceof Error ? logged(error, 0) : error;
}

/** A cause may lead back to its error. */
const DEEPEST = 5;

function logged(error: Error, depth: number): LoggedError {
	const message = 'query' in error && 'params' in error ? `Failed query: ${String(error.query)}` : error.message;
	const { code, cause } = error as { code?: unknown; cause?: unknown };
	return {
		type: error.name,
		message,
		...(typeof code === 'string' && { code }),
		// The frames alone: the stack begins with the message.
		...(error.stack !== undefined && { stack: error.stack.split('\n').filter((line) => /^\s+at /.test(line)).join('\n') }),
		...(cause instanceof Error && depth < DEEPEST && { cause: logged(cause, depth + 1) })
	};
}
