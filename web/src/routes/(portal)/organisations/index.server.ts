/** What other modules and the frame may use of this one. */
export { action, type Refused } from './action.server.ts';
export { askErasure, erasureOf, withdrawErasure } from './erase.server.ts';
export { substitutionSchema, idSchema } from './schema.ts';
export { actingPlaces, placesToLeave, revokeSubstitution, setSubstitution, substitutionsOf, type ActingPlace } from './substitutions.server.ts';
export { stretch } from './substitution.rules.ts';
