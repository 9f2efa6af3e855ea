/** Members whose browsers cost this machine nothing: their pictures and sound were encoded before, and come into the room as plain RTP. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { admissionOf, callRoom } from '../../council-call.ts';

interface Line {
	ip: string;
	port: number;
	payloadType: number;
	ssrc: number;
}
interface Ingest {
	video: Line;
	audio: Line;
}

/** Of one program; several, because key frames of all members in one moment are no council. */
const PEOPLE_EACH = 10;

/** 320 × 180, ten pictures a second, a key frame every two seconds; of six packets of silence one, as browsers send of a microphone in which nobody speaks (DTX). */
function film(folder: string): string {
	const [whole, path] = [join(folder, 'whole.webm'), join(folder, 'member.webm')];
	execFileSync('ffmpeg', [
		...['-nostdin', '-v', 'error', '-f', 'lavfi', '-i', 'testsrc2=s=320x180:r=10', '-f', 'lavfi', '-i', 'anullsrc=r=48000:cl=mono', '-t', '20'],
		...['-c:v', 'libvpx', '-deadline', 'realtime', '-cpu-used', '8', '-b:v', '120k', '-g', '20', '-c:a', 'libopus', '-b:a', '24k', '-frame_duration', '60', whole]
	]);
	execFileSync('ffmpeg', ['-nostdin', '-v', 'error', '-i', whole, '-c', 'copy', '-bsf:a', 'noise=drop=mod(n\\,6)', path]);
	return path;
}

export interface Injected {
	/** Ends what sends, and waits for it. */
	close(): Promise<void>;
}

/** Puts these members (ids) into the room. Resolves when all programs run; what they send is seen in the room some time later. */
export async function inject(room: string, members: string[]): Promise<Injected> {
	const folder = mkdtempSync(join(tmpdir(), 'sal-members-'));
	const path = film(folder);
	const programs: ChildProcess[] = [];
	// Over `udp:` their reports go to the same port (rtcp-mux), and each needs no second one of its own.
	const to = ({ ip, port, payloadType, ssrc }: Line) => ['-c', 'copy', '-payload_type', String(payloadType), '-ssrc', String(ssrc), '-f', 'rtp', `udp://${ip}:${String(port)}?pkt_size=1200`];
	for (let first = 0; first < members.length; first += PEOPLE_EACH) {
		const outputs: string[] = [];
		for (const [index, id] of members.slice(first, first + PEOPLE_EACH).entries()) {
			const admission = admissionOf({ id, name: `Zastupitelka ${String(first + index + 1)}`, room, seat: 'participant' });
			const { video, audio } = (await callRoom(room, { type: 'ingest', admission })) as Ingest;
			outputs.push('-map', '0:v', ...to(video), '-map', '0:a', ...to(audio));
		}
		programs.push(spawn('ffmpeg', ['-nostdin', '-v', 'error', '-re', '-stream_loop', '-1', '-i', path, ...outputs], { stdio: ['ignore', 'ignore', 'inherit'] }));
	}
	return {
		async close() {
			for (const program of programs.filter(({ exitCode, signalCode }) => exitCode === null && signalCode === null)) {
				const ended = once(program, 'exit');
				program.kill('SIGKILL');
				await ended;
			}
			rmSync(folder, { recursive: true, force: true });
		}
	};
}
