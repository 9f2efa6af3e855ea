/** The module's one public door. */
export { applyCouncilCallback, holdsCouncil } from './callbacks.server.ts';
export { councilForSealing, evidenceStands } from './minutes/sealing.server.ts';
export { publicRecord, publicRecordPdf } from './minutes/public-record.server.ts';
export { secretBallot } from './votes/secret-door.server.ts';
export { materialAddress } from './materials/address.server.ts';
export { seatBeside } from './presence/beside.server.ts';
export { publicMaterial, publicSession, publicSessions } from './sessions/public.server.ts';
