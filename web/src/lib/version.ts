import { version } from '../../package.json';

/** Of this portal, as released. */
export const VERSION = version;
