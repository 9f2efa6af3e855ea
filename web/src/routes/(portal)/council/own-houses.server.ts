import { sql } from 'drizzle-orm';
import { councilSession } from '@sal/db';

/** Sessions that a job may act on: it reads what anybody has published, and works for its own house and what lies below. */
export const ownHouses = sql`${councilSession.organisationId} in (select sal_job_scope())`;
