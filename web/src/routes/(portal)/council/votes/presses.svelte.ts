/** Presses on this page, counted over all of its forms: what one of them could not do is told until the next. */
let count = $state(0);

export const presses = {
	get latest() {
		return count;
	},
	next: () => (count += 1)
};
