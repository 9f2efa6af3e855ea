import { existsSync } from 'node:fs';

/** What the end-to-end tests need: real browsers, a TURN server and networks to break, all from the distribution. @param {import('../web/launch/setup/machine.mjs').Machine} machine @returns {Promise<import('../web/launch/setup/machine.mjs').Needs>} */
export async function needs(machine) {
	const chromium = machine.env.CHROMIUM_BIN ?? '/usr/bin/chromium';
	return {
		packages: [
			{ name: 'chromium', present: existsSync(chromium) },
			{ name: 'firefox-esr', present: machine.onPath('firefox-esr') !== undefined },
			{ name: 'coturn', present: machine.onPath('turnserver') !== undefined },
			{ name: 'iproute2', present: machine.onPath('ip') !== undefined }
		],
		steps: [{ id: 'chromium', title: 'Chromium', after: ['packages'], run: async () => ({ CHROMIUM_BIN: chromium }) }]
	};
}
