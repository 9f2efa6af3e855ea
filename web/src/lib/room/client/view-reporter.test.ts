import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { View } from '../rules/view-set.ts';
import { ViewReporter } from './view-reporter.ts';

const view = (...producers: string[]): View => producers.map((producer) => ({ producer, width: 320, height: 176 }));

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

function reporter() {
	const sent: View[] = [];
	const reporter = new ViewReporter((tiles) => Promise.resolve(sent.push(tiles)));
	return { reporter, sent };
}

it('tells the first view at once and the last of a flurry afterwards', () => {
	const { reporter: one, sent } = reporter();
	one.want(view('a'));
	expect(sent).toEqual([view('a')]);
	one.want(view('a', 'b'));
	one.want(view('b'));
	expect(sent).toHaveLength(1);
	vi.runAllTimers();
	expect(sent).toEqual([view('a'), view('b')]);
});

it('says nothing before it knows the screen, also to new transports', () => {
	const { reporter: one, sent } = reporter();
	one.forget();
	vi.runAllTimers();
	expect(sent).toEqual([]);
	one.want(view('a'));
	expect(sent).toEqual([view('a')]);
});

it('does not repeat what is known, except to new transports', () => {
	const { reporter: one, sent } = reporter();
	one.want(view('a'));
	vi.runAllTimers();
	one.want(view('a'));
	vi.runAllTimers();
	expect(sent).toHaveLength(1);
	one.forget();
	expect(sent).toHaveLength(2);
});
