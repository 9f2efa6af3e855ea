/** The module's one public door. */
export { applyCouncilCallback, holdsCouncil } from './callbacks.server.ts';
export { councilForSealing, evidenceStands } from './minutes/sealing.server.ts';
export { publicRecord, publicRecordPdf } from './minutes/public-record.server.ts';
export { secretBallot } from './votes/secret-door.server.ts';
export { saving, showing } from './materials/asked.server.ts';
export { seatBeside } from './presence/beside.server.ts';
export { publicMaterial, publicSession, readPublicMaterial, publicSessions } from './sessions/public.server.ts';
