// The room is all camera, sound and sockets: there is nothing to render on the server.
export const ssr = false;
