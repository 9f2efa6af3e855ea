import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { launch, type Browser } from 'puppeteer-core';

/**
 * The distribution's Firefox ESR with a home of its own, driven over WebDriver BiDi: Playwright drives only a Firefox that it has patched
 * itself.
 */
export async function launchFirefox(): Promise<{ browser: Browser; close: () => Promise<void> }> {
	const home = mkdtempSync(join(tmpdir(), 'sal-firefox-'));
	const browser = await launch({
		browser: 'firefox',
		executablePath: '/usr/bin/firefox-esr',
		acceptInsecureCerts: true,
		headless: true,
		// As root Firefox refuses a home that belongs to someone else.
		env: { ...process.env, HOME: home, MOZ_CRASHREPORTER_DISABLE: '1' },
		extraPrefsFirefox: {
			'intl.accept_languages': 'cs',
			'media.navigator.streams.fake': true,
			'media.navigator.permission.disabled': true,
			'media.autoplay.default': 0,
			'datareporting.policy.dataSubmissionEnabled': false,
			'app.normandy.enabled': false
		}
	});
	const close = async () => {
		await browser.close();
		rmSync(home, { recursive: true, force: true });
	};
	return { browser, close };
}
