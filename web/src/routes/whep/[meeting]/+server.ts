import { endpoint } from '../../whip/endpoint.server.ts';

/** WHEP (draft-ietf-wish-whep): a wall screen comes with an offer. */
export const { POST, OPTIONS } = endpoint('whep');
