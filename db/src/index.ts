export { principalOf, type Actor, type Grant, type PersonActor } from './actor.ts';
export { audit, eraseFromAudit, erasePerson, type AuditEntry, type AuditObject } from './audit.ts';
export { connect, type Connection, type Database, type Tx } from './connect.ts';
export * from './find.ts';
export { DatabaseIsNewer, migrate } from './migrate.ts';
export * from './schema/index.ts';
export { withActor, withIdentity, type Origin } from './with-actor.ts';
