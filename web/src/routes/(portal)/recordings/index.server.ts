/** The module's one public door. */
export { applyRecordingCallback } from './callbacks.server.ts';
