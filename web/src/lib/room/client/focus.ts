/** Where the focus had been, for everything that is open now: nearest first, since what opened it may be gone when it closes. */
const ways = new WeakMap<Element, HTMLElement[]>();

/**
 * To be called when a panel or dialog opens, before anything in it is focused. The returned function gives the focus back to whatever opened it: to the focused element, or, where that
 * has gone meanwhile, to the dialog or panel it stood in, and so on outwards; at last to the control that names `element` in its `aria-controls`. It leaves the focus
 * alone when the person has put it elsewhere.
 */
export function keepFocus(element: HTMLElement): () => void {
	const opener = document.activeElement;
	const outer = opener?.closest<HTMLElement>('dialog, aside') ?? null;
	const way = opener instanceof HTMLElement && opener !== document.body ? [opener, ...(outer ? [outer, ...(ways.get(outer) ?? [])] : [])] : [];
	ways.set(element, way);
	return () => {
		const { activeElement } = document;
		if (activeElement !== null && activeElement !== document.body && !element.contains(activeElement)) return;
		const control = element.id ? document.querySelector<HTMLElement>(`[aria-controls="${element.id}"]`) : null;
		for (const target of [...way, control]) {
			target?.focus();
			// A control that is hidden or disabled by now does not take it.
			if (target && document.activeElement === target) return;
		}
	};
}

/** For a menu that opened: its first control that can be seen. */
export function focusFirst(element: HTMLElement): void {
	const controls = [...element.querySelectorAll<HTMLElement>('button:not(:disabled)')];
	controls.find((control) => control.checkVisibility())?.focus();
}
