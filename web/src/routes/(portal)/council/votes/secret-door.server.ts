/** What the door of secret ballots, which is outside of the portal's pages, needs of this module. */
import { secretBallotSchema } from './schema.ts';
import { portalVoteKeys } from './secret-keys.server.ts';
import { castSecret } from './secret.server.ts';

export const secretBallot = { schema: secretBallotSchema, cast: castSecret, keys: portalVoteKeys };
