// Sets the machine up and starts nothing: for building an image, and for machines that lose their network afterwards.
import { entry } from './setup/hand-over.mjs';
import { setUp } from './setup/setup.mjs';

await entry(async () => {
	console.log('Sál: setting up');
	await setUp({ env: process.env, tests: false, say: console.log });
	return 0;
});
