/** Entry point of the stream process. */
import { getPriority, setPriority } from 'node:os';
import { pino } from 'pino';
import { streamConfig } from './config.ts';
import { startStreams } from './streams.ts';

const logger = pino({ name: 'stream', level: process.env.SAL_LOG_LEVEL ?? 'info' });

try {
	const config = streamConfig(process.env);
	// Where there is not enough for everybody, the meeting and its recording come first. Decoders and encoders inherit it; nobody may step forward.
	if (config.nice > getPriority()) setPriority(config.nice);
	const streams = await startStreams(config, logger);
	logger.info('the stream process listens');
	const stop = () => {
		streams.close().then(
			() => process.exit(0),
			(err: unknown) => {
				logger.error({ err }, 'the stream process did not stop in good order');
				process.exit(1);
			}
		);
	};
	process.once('SIGTERM', stop);
	process.once('SIGINT', stop);
} catch (error) {
	logger.fatal(error instanceof Error ? error.message : String(error));
	process.exit(1);
}
