import { endpoint } from '../endpoint.server.ts';

/** WHIP (RFC 9725): an encoder of the hall comes with an offer. */
export const { POST, OPTIONS } = endpoint('whip');
