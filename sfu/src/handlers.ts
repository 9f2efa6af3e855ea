import { consumeHandlers } from './media/consume.ts';
import { produceHandlers } from './media/produce.ts';
import { transportHandlers } from './media/transports.ts';
import { viewHandlers } from './media/view.ts';
import { chatHandlers } from './room/chat.ts';
import { handHandlers } from './room/hands.ts';
import { hostHandlers } from './room/hosting.ts';
import { leaveHandlers } from './room/leave.ts';
import { lobbyHandlers } from './room/lobby.ts';
import { recordingHandlers } from './room/recording.ts';
import type { Handlers } from './socket/dispatch.ts';

/** What every event does; `enter` is in room/enter.ts. */
export const handlers: Omit<Handlers, 'enter'> = {
	...transportHandlers,
	...produceHandlers,
	...consumeHandlers,
	...viewHandlers,
	...chatHandlers,
	...handHandlers,
	...recordingHandlers,
	...leaveHandlers,
	...lobbyHandlers,
	...hostHandlers
};
