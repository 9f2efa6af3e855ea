/** What the frame itself says of roles; modules declare their own in `permissions.ts`. */

export const OPERATOR = 'portal.admin';
export const ADMINISTRATOR = 'organisation.admin';
export const AUDITOR = 'region.auditor';

/** The trait of whatever is about a patient: no auditor reads it. */
export const CASE = 'case';

/**
 * Roles that nobody carries for somebody else: administration is not passed on, and a patient trusts a person. PostgreSQL's `sal_grants()`
 * says the same.
 */
export const NOT_FOR_DEPUTIES: readonly string[] = [OPERATOR, ADMINISTRATOR, 'cases.clinician'];
