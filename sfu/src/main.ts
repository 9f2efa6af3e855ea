/** Entry point of the media server: configuration, start, orderly end. */
import pino from 'pino';
import { readConfig } from './config.ts';
import { createSfu } from './server.ts';

const log = pino({ name: 'sfu', level: process.env.SAL_LOG_LEVEL ?? 'info' });

try {
	const config = readConfig(process.env);
	const sfu = await createSfu({ config, log });
	log.info({ port: sfu.port, workers: sfu.workers.alive.length }, 'media server ready');
	const end = (signal: string) => {
		log.info({ signal }, 'draining');
		sfu.drain().then(
			() => process.exit(0),
			(error: unknown) => {
				log.error({ err: error }, 'could not end in order');
				process.exit(1);
			}
		);
	};
	// The meetings of everybody else are worth more than a clean slate.
	process.on('unhandledRejection', (error) => { log.error({ err: error }, 'a promise was rejected and nobody listened'); });
	process.once('SIGTERM', end);
	process.once('SIGINT', end);
} catch (error) {
	log.fatal({ err: error }, error instanceof Error ? error.message : 'the media server cannot start');
	process.exit(1);
}
