import { type Browser, test as base } from '@playwright/test';
import type { House } from './house.ts';
import { layNetwork, networksPossible, type Network, type Place } from './network.ts';
import { startRemoteHouse } from './remote-house.ts';

interface Remote {
	network: Network;
	at: House;
	/** Chromium at a place of the network. */
	browserAt: (place: Place) => Promise<Browser>;
}

/** Journeys over a network that can be broken. One portal serves all of a file. */
export const test = base.extend<{ everythingPasses: undefined }, Remote>({
	network: [
		async ({ playwright: _ }, use) => {
			base.skip(!networksPossible(), 'Only root may make networks, and a container may not.');
			const network = layNetwork();
			await use(network);
			network.close();
		},
		{ scope: 'worker' }
	],
	at: [
		async ({ network }, use) => {
			const { house, close } = await startRemoteHouse(network);
			await use(house);
			await close();
		},
		{ scope: 'worker', timeout: 180_000 }
	],
	browserAt: [
		async ({ network, playwright, launchOptions }, use) => {
			const browsers: Partial<Record<Place, Browser>> = {};
			// The launcher's authority and its certificate are new in each run. This covers pages and, unlike the context's setting, TURN over TLS too.
			const args = [...(launchOptions.args ?? []), '--ignore-certificate-errors'];
			await use(async (place) => (browsers[place] ??= await playwright.chromium.launch({ ...launchOptions, args, executablePath: network.at(place, launchOptions.executablePath ?? '') })));
			await Promise.all(Object.values(browsers).map((browser) => browser.close()));
		},
		{ scope: 'worker' }
	],
	everythingPasses: [
		async ({ network }, use) => {
			network.let('everything');
			await use(undefined);
			network.let('everything');
		},
		{ auto: true }
	]
});
