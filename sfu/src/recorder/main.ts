/** Entry point of the recorder process. */
import { pino } from 'pino';
import { recorderConfig } from './config.ts';
import { startRecorder } from './recorder.ts';

const logger = pino({ name: 'recorder' });

try {
	const recorder = await startRecorder(recorderConfig(process.env), logger);
	logger.info('the recorder listens');
	const stop = () => {
		recorder.close().then(
			() => process.exit(0),
			(err: unknown) => {
				logger.error({ err }, 'the recorder did not stop in good order');
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
