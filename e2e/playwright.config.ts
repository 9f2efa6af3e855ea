import { mkdtempSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { defineConfig } from '@playwright/test';

/** A port nobody uses now; the launcher remembers its inner ports itself. */
async function freePort(): Promise<number> {
	return new Promise((resolve, reject) => {
		const server = createServer();
		server.once('error', reject);
		server.listen(0, '127.0.0.1', () => {
			const address = server.address();
			server.close(() => (address && typeof address === 'object' ? resolve(address.port) : reject(new Error('no port'))));
		});
	});
}

// Playwright evaluates this file in every worker: the first evaluation decides, the environment carries it on.
process.env.SAL_E2E_DATA ??= mkdtempSync(join(tmpdir(), 'sal-e2e-'));
process.env.SAL_E2E_PORT ??= String(await freePort());
// Where mail.ts listens while a journey reads letters.
process.env.SAL_E2E_SMTP_PORT ??= String(await freePort());

const origin = `http://localhost:${process.env.SAL_E2E_PORT}`;

export default defineConfig({
	testDir: '.',
	testMatch: '**/*.spec.ts',
	// One portal, two cores and several browsers in each journey: side by side they would only measure the machine.
	workers: 1,
	fullyParallel: false,
	retries: 0,
	timeout: 180_000,
	expect: { timeout: 15_000 },
	forbidOnly: Boolean(process.env.CI),
	reporter: [['list'], ['json', { outputFile: process.env.SAL_E2E_REPORT ?? 'test-results/report.json' }]],
	outputDir: 'test-results/artifacts',
	use: {
		baseURL: origin,
		actionTimeout: 20_000,
		navigationTimeout: 30_000,
		locale: 'cs-CZ',
		timezoneId: 'Europe/Prague',
		trace: 'retain-on-failure',
		screenshot: 'only-on-failure',
		launchOptions: {
			executablePath: process.env.CHROMIUM_BIN ?? '/usr/bin/chromium',
			args: [
				...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
				'--use-fake-device-for-media-stream',
				'--use-fake-ui-for-media-stream',
				'--disable-quic',
				'--no-first-run',
				'--disable-background-networking',
				'--disable-component-update',
				'--disable-sync',
				'--disable-dev-shm-usage'
			]
		}
	},
	// SAL_E2E_RUNNING: the portal runs already, with its data in SAL_E2E_DATA and its address on SAL_E2E_PORT (handy while writing a journey).
	webServer: process.env.SAL_E2E_RUNNING ? undefined : {
		command: 'node ../web/launch/start.mjs',
		url: `${origin}/health`,
		timeout: 900_000,
		reuseExistingServer: false,
		gracefulShutdown: { signal: 'SIGTERM', timeout: 30_000 },
		stdout: 'pipe',
		env: { ...process.env, SAL_MODE: 'test', SAL_DATA: process.env.SAL_E2E_DATA, SAL_PORT: process.env.SAL_E2E_PORT, SAL_SMTP_URL: `smtp://127.0.0.1:${process.env.SAL_E2E_SMTP_PORT}`, SAL_MAIL_FROM: 'Portál Sál <portal@demo.sal.test>' } as Record<string, string>
	}
});
