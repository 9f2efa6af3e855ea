/** How a meeting repeats, in the words of the form. */
export const rhythms = ['day', 'workday', 'week', 'fortnight', 'monthDay', 'monthWeekday'] as const;
export type Rhythm = (typeof rhythms)[number];
