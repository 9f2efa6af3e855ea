/** A spreadsheet's date has no zone: the reader gives it as midnight UTC. */
export const dayText = (at: Date): string => (Number.isNaN(at.getTime()) ? '' : at.toISOString().slice(0, 10));
