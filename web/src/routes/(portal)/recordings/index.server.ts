/** The module's one public door. */
export { applyRecordingCallback } from './callbacks.server.ts';
export { KEEPING_KEY, readKeepingTimes } from './keeping-setting.server.ts';
export { TIME_LIMITS, type KeepingTimes } from './sealing.rules.ts';
