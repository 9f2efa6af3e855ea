/** Keys of the thresholds in the rules of procedure (procedure.ts), the usual one first. */
export const thresholdNames = ['resolution', 'procedural', 'election', 'special'] as const;
export type ThresholdName = (typeof thresholdNames)[number];
