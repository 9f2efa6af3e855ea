/** What counts as somebody being there although no key is pressed: a running call. One per window. */
let calls = 0;

/** A call begins; answers with what ends it. */
export function callRuns(): () => void {
	calls += 1;
	let over = false;
	return () => {
		if (!over) calls -= 1;
		over = true;
	};
}

export const inCall = (): boolean => calls > 0;
