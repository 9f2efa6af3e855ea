import { AsyncLocalStorage } from 'node:async_hooks';

const current = new AsyncLocalStorage<{ refused: boolean }>();

/** Runs what answers a request, and says with its answer whether anything in it was not allowed. */
export async function watchRefusals<T>(fn: () => Promise<T> | T): Promise<{ answer: T; refused: boolean }> {
	const state = { refused: false };
	const answer = await current.run(state, fn);
	return { answer, refused: state.refused };
}

/** Something in this request was not allowed. Of no effect outside a request. */
export function noteRefusal(): void {
	const state = current.getStore();
	if (state) state.refused = true;
}
