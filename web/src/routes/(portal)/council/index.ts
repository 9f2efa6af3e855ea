/** The module's door for the browser; the server's is index.server.ts. */
export { default as WithSeat } from './presence/WithSeat.svelte';
