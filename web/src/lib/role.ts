/** The roles of people, for the browser (the database package may not be imported there). */
export const roles = ['admin', 'office', 'chair', 'member', 'clerk', 'clinician', 'official', 'staff'] as const;
export type Role = (typeof roles)[number];
