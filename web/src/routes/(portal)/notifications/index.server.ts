/** The module's one public door. */
export { personOf } from './person.server.ts';
export { readChoices, subscribedBrowsers, unreadCount, writeChoices } from './store.server.ts';
