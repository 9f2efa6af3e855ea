import { expect, it } from 'vitest';
import { eraseProblem } from './erase.rules.ts';

const can = { manages: true, self: false, deputy: false, disabled: true, erased: false, hostsAlone: 0 };
it.each([
	[{}, null],
	[{ manages: false }, 'organisations-person-beyond'],
	[{ deputy: true }, 'organisations-person-beyond'],
	[{ self: true }, 'organisations-oneself'],
	[{ disabled: false }, 'organisations-erase-disable-first'],
	[{ hostsAlone: 1 }, 'organisations-erase-hosts'],
	[{ erased: true, manages: false }, 'not-found']
])('%o: %s', (differs, problem) => {
	expect(eraseProblem({ ...can, ...differs })).toBe(problem);
});
