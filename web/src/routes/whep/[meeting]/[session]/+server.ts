import { sessionEndpoint } from '../../../whip/endpoint.server.ts';

export const { PATCH, DELETE, OPTIONS } = sessionEndpoint('whep');
