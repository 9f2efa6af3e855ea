/**
 * One recorded hour of two people whose clocks run 100 ppm apart from ours, in accelerated time: run by `npm run bench`
 * (or `node sfu/bench/drift.bench.ts`); needs no server.
 */
import { anHourApart } from '../src/recorder/trial/hour.ts';

const cases = [
	{ name: 'clocks ±100 ppm', layerFor: undefined },
	{ name: 'clocks ±100 ppm, a layer switch every 7 minutes', layerFor: 420 }
];
const figures = cases.flatMap(({ name, layerFor }) => {
	const { lips, people } = anHourApart({ layerFor });
	return [
		{ figure: `an hour, ${name}: sound against picture of a person, worst`, value: lips, unit: 'ms', bound: 40 },
		{ figure: `an hour, ${name}: one person against another, worst`, value: people, unit: 'ms', bound: 100 }
	];
});
console.log(JSON.stringify({ figures }));
