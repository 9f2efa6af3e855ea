/** `node web/src/demo.ts`: puts in the demo region and its councils as the database's owner (DATABASE_OWNER_URL), through the portal's own stores. Run by the launcher at every start of the demo. */
import { connect } from '@sal/db';
import { putCouncils } from './demo/councils.ts';
import { putRegion } from './demo/region.ts';

const url = process.env.DATABASE_OWNER_URL;
if (!url) throw new Error('DATABASE_OWNER_URL is not set: the address of the database as its owner, postgres://sal_owner:…@host:port/name');
const { db, close } = connect({ url, max: 1 });
try {
	await putRegion(db);
	await putCouncils(db, new Date());
} catch (error) {
	// One plain sentence for the operator; the whole error only on request.
	console.error(process.env.SAL_DEBUG ? error : error instanceof Error ? error.message : String(error));
	process.exitCode = 1;
} finally {
	await close();
}
