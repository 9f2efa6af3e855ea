import { connect, storeConfig, type Store } from '@sal/storage';

let current: Store | undefined;

/** The portal's connection to the object store. @throws {StorageError} `configuration`: one sentence about what is missing in the environment */
export function objectStore(): Store {
	current ??= connect(storeConfig(process.env));
	return current;
}
