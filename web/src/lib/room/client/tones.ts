/** Plays tones one after another. @param notes frequency in Hz and length in seconds @param speaker device id; empty for the system's own choice */
async function play(notes: [frequency: number, seconds: number][], speaker = ''): Promise<void> {
	const context = new AudioContext();
	if (speaker && 'setSinkId' in context) await (context.setSinkId as (id: string) => Promise<void>)(speaker).catch(() => undefined);
	const gain = context.createGain();
	gain.connect(context.destination);
	let at = context.currentTime + 0.05;
	for (const [frequency, seconds] of notes) {
		const oscillator = context.createOscillator();
		oscillator.frequency.value = frequency;
		oscillator.connect(gain);
		gain.gain.setValueAtTime(0, at);
		gain.gain.linearRampToValueAtTime(0.2, at + 0.02);
		gain.gain.setValueAtTime(0.2, at + seconds - 0.04);
		gain.gain.linearRampToValueAtTime(0, at + seconds);
		oscillator.start(at);
		oscillator.stop(at + seconds);
		at += seconds;
	}
	const end = Promise.withResolvers<undefined>();
	setTimeout(() => end.resolve(undefined), (at - context.currentTime) * 1000 + 100);
	await end.promise;
	await context.close();
}

/** Three rising notes on the chosen speaker: "do you hear this?". Resolves when they are over. */
export const speakerTest = (speaker: string) => play([[440, 0.35], [554, 0.35], [659, 0.6]], speaker);

/** Two short notes that everyone hears when a recording starts. */
export const recordingTone = (speaker: string) => play([[660, 0.14], [880, 0.2]], speaker);

/** Two falling notes at the chair's desk when somebody's time is up; nothing where the browser lets no page sound yet. */
export const timeUpTone = () => play([[587, 0.25], [440, 0.4]]);
