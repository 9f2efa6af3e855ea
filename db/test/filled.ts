import { connect, type Connection } from '../src/index.ts';
import { makeDatabase } from './database.ts';
import { fillRegion } from './region.ts';

/** A database of this test's own with the region in it, opened as its owner and as the portal. */
export async function openFilled(): Promise<{ owner: Connection; app: Connection; close(): Promise<void> }> {
	const database = await makeDatabase();
	await fillRegion(database.ownerUrl);
	const owner = connect({ url: database.ownerUrl, max: 2 });
	const app = connect({ url: database.appUrl, max: 3 });
	return {
		owner,
		app,
		async close() {
			await app.close();
			await owner.close();
			await database.drop();
		}
	};
}
