/** The module's one public door. */
export { announceMeeting, callOffMeeting, moveMeeting, touchMeeting } from './announce.server.ts';
export { toInstant, toLocal } from './local-time.ts';
export { createMeeting, type Written } from './plan.server.ts';
export { meetingForRecording, type RecordedMeeting } from './for-recording.server.ts';
export { receiveCallback } from './receive-callback.server.ts';
export { createGuestLink, enterAsNamedGuest, guestEntrance, guestSession } from './guests.server.ts';
export { admitGuest } from './admission.server.ts';
export { admitOnlooker } from './onlooker.server.ts';
export { inRoomNow, type InRoom } from './in-room.server.ts';
export { calendarEntry, feedEntries } from './feed.server.ts';
export { watchedMeeting, type WatchedMeeting } from './watched.server.ts';
export { toCalendar } from './calendar.ts';
export { mediaServerOf, ticketFor, type Ticket } from './tickets.server.ts';
export { openQuarantine, resendQuarantined, settleQuarantined } from './quarantine.server.ts';
export { readRetention, RETENTION_KEY } from './retention.server.ts';
export { closeLine, openLine, patchLine, type Knock } from './equipment/door.server.ts';
export { CORS, PREFLIGHT, refusals } from './equipment/http.ts';
