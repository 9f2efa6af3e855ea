import { sessionEndpoint } from '../../endpoint.server.ts';

export const { PATCH, DELETE, OPTIONS } = sessionEndpoint('whip');
