/** The log of what was done: every act that matters to security or to people's rights calls `audit` in its own transaction. */
export { audit, eraseFromAudit, type AuditEntry, type AuditObject, type Origin } from '@sal/db';
