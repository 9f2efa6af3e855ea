import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

const PROGRAMS = '/usr/lib/postgresql';
const EXTENSIONS = '/usr/share/postgresql';

/** What the database needs on a bare machine: PostgreSQL with PostGIS and the Czech dictionary, unless an address is given. @param {import('../web/launch/setup/machine.mjs').Machine} machine @returns {Promise<import('../web/launch/setup/machine.mjs').Needs>} */
export async function needs(machine) {
	if (machine.env.DATABASE_URL && !machine.env.SAL_TESTS) return { packages: [], steps: [] };
	return {
		packages: [
			{ name: 'postgresql', present: newest() !== undefined },
			{ name: 'postgresql-postgis', present: versions(EXTENSIONS).some((version) => existsSync(join(EXTENSIONS, version, 'extension/postgis.control'))) },
			{ name: 'hunspell-cs', present: existsSync('/usr/share/hunspell/cs_CZ.dic') }
		],
		steps: [{ id: 'postgres', title: 'PostgreSQL', after: ['packages'], run: async () => ({ PG_BIN: machine.env.PG_BIN ?? newest() ?? machine.fail('PostgreSQL was installed but its programs are not in /usr/lib/postgresql: set PG_BIN to their folder.') }) }]
	};
}

/** Folder of the newest server's programs that has PostGIS beside it, or else simply the newest. */
function newest() {
	const complete = versions(PROGRAMS).filter((version) => existsSync(join(PROGRAMS, version, 'bin/initdb')));
	const version = complete.find((candidate) => existsSync(join(EXTENSIONS, candidate, 'extension/postgis.control'))) ?? complete[0];
	return version && join(PROGRAMS, version, 'bin');
}

/** @param {string} folder @returns {string[]} newest first */
const versions = (folder) => (existsSync(folder) ? readdirSync(folder).filter((name) => /^\d+$/.test(name)).sort((a, b) => Number(b) - Number(a)) : []);
