export interface Toast {
	id: number;
	text: string;
	tone: 'info' | 'good' | 'bad';
}

/** Long enough to read two lines twice (WCAG 2.2.1 does not apply: the same is always said elsewhere too). */
const SHOWN_MS = 8_000;

class Toasts {
	list = $state<Toast[]>([]);
	#next = 1;

	/** Says something in passing. Errors of forms belong at their field, not here. */
	show(text: string, tone: Toast['tone'] = 'info'): void {
		const id = this.#next++;
		this.list.push({ id, text, tone });
		setTimeout(() => this.dismiss(id), SHOWN_MS);
	}

	dismiss(id: number): void {
		this.list = this.list.filter((toast) => toast.id !== id);
	}
}

/** One list per browser tab; `Toaster.svelte` in the portal's layout draws it. Never call it on the server. */
export const toasts = new Toasts();
