/** One recording in the recorder: messages and packets in, pieces out, and in the end the signed close manifest. */
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { putClose, type UnlistedClose } from '@sal/storage';
import { createSHA256 } from 'hash-wasm';
import type { OpenMessage, ToRecorder, TrackMessage } from '../feed/messages.ts';
import { closeManifest, lockMode } from './close.ts';
import { EventLog } from './event-log.ts';
import type { FileWriter } from './file-writer.ts';
import { Held } from './held.ts';
import { Journal } from './journal.ts';
import type { JournalLine } from './journal-lines.ts';
import { eventsFileLine, mediaFileLine, newFileId, writeHeader, writePiece } from './media-file.ts';
import { type Memory, nothingYet, type Outcome, remember } from './memory.ts';
import { PublisherClock } from './publisher-clock.ts';
import { SpoolFiles, type Surroundings } from './spool-files.ts';
import { StoredLists } from './stored-lists.ts';
import { type CutPiece, Track } from './track.ts';

/** How often the close manifest is tried again, ms. */
const retryMs = 2_000;
/** How often it is looked whether the last pieces are in the store, ms. */
const settleMs = 200;
/** Reason of the gap that a restart of the media server leaves. */
const restart = 'sfu-restart';

interface OpenTrack {
	track: Track;
	message: TrackMessage;
	writer: FileWriter | null;
	size: CutPiece['size'];
}

export interface RecordingOptions {
	/** The recording's folder in the spool. */
	folder: string;
	surroundings: Surroundings;
	needKeyFrame: (track: number) => void;
	onOutcome: (recording: Recording, outcome: Outcome) => void;
}

const journalPath = ({ folder }: RecordingOptions): string => join(folder, 'journal.ndjson');
const journalTrouble = ({ folder, surroundings }: RecordingOptions, err: unknown): void => surroundings.logger.error({ err, folder }, 'the journal could not be written');

export class Recording {
	readonly open: OpenMessage;
	readonly #options: RecordingOptions;
	readonly #journal: Journal;
	readonly #memory: Memory;
	readonly #files: SpoolFiles;
	readonly #events: EventLog;
	readonly #held = new Held();
	readonly #tracks = new Map<string, OpenTrack>();
	readonly #publishers = new Map<string, PublisherClock>();
	#fileCount: number;
	#finishing = false;
	#stopped = false;
	/** The media server is back, since then (ms since the zero) nobody has been heard; null otherwise. */
	#silentFrom: number | null = null;

	private constructor(options: RecordingOptions, open: OpenMessage, journal: Journal, memory: Memory) {
		const { folder, surroundings } = options;
		this.#options = options;
		this.open = open;
		this.#journal = journal;
		this.#memory = memory;
		this.#fileCount = memory.files.size;
		this.#files = new SpoolFiles({ open, folder, journal, surroundings });
		const log = [...memory.files.values()].find(({ line }) => line.kind === 'events');
		const file = this.#files.writer(log?.line ?? eventsFileLine({ id: this.#nextFile(), open }), log?.last ?? null);
		this.#events = new EventLog({ file, zero: open.startedAt, written: log?.last?.events ?? null, hold: (number) => this.#held.hold(number) });
		for (const known of memory.files.values()) this.#files.resend(known);
		for (const [key, { message, ended }] of memory.tracks) if (!ended) this.#openTrack(key, message);
		memory.files.clear();
		this.#finish();
	}

	/** Begins a recording. Nothing of it is on disk when this returns: the feed's number is acknowledged when it is. */
	static begin(options: RecordingOptions, open: OpenMessage, number: number): Recording {
		const journal = Journal.fresh(journalPath(options), (error) => journalTrouble(options, error));
		// First of all lines, before the constructor opens the log of events.
		const opened = journal.append({ ...open, type: 'open' });
		const recording = new Recording(options, open, journal, nothingYet());
		const release = recording.#held.hold(number);
		opened.then(release, (error: unknown) => journalTrouble(options, error));
		return recording;
	}

	/** A recording as its folder in the spool has it; null for a folder in which none had begun. Throws {@link JournalDamaged}. */
	static async load(options: RecordingOptions): Promise<Recording | null> {
		const memory = nothingYet();
		const journal = await Journal.open({ path: journalPath(options), onLine: (line) => remember(memory, line), onTrouble: (error) => journalTrouble(options, error) });
		if (memory.open !== null) return new Recording(options, memory.open, journal, memory);
		await journal.close();
		return null;
	}

	get outcome(): Outcome | null {
		return this.#memory.outcome;
	}

	get closing(): boolean {
		return this.#memory.closeAt !== null;
	}

	/** The media server was away and takes the recording up again. */
	restored(at: number): void {
		const gap = { from: this.#memory.lastEnd, to: Math.max(this.#memory.lastEnd, at - this.open.startedAt), reason: restart };
		const known = this.#memory.gaps.some(({ to, reason }) => to === gap.to && reason === gap.reason);
		if (known || this.closing || this.#memory.pausedAt !== null) return;
		this.#gap(gap);
		this.#silentFrom = gap.to;
	}

	/**
	 * Nobody came back for it within `waitedMs`: it is closed, and from its last recorded moment to its end it has a gap. A machine that was
	 * off for days was not in a meeting for days, so the wait is the longest that the gap can be.
	 */
	abandon(now: number, waitedMs: number): void {
		if (this.closing) return;
		for (const key of [...this.#tracks.keys()]) this.#endTrack(key);
		const from = this.#memory.lastEnd;
		const to = Math.max(from, Math.min(now - this.open.startedAt, from + waitedMs));
		this.#gap({ from, to, reason: 'sfu-gone' });
		this.#close(this.open.startedAt + to);
	}

	/** Applies a message; `number` stays unacknowledged until it is on disk. Messages may come twice. */
	message(epoch: string, number: number, message: ToRecorder, now: number): void {
		if (this.closing) return;
		switch (message.type) {
			case 'track': {
				const key = `${epoch}/${message.track}`;
				if (this.#memory.tracks.has(key)) return;
				this.#memory.tracks.set(key, { message, ended: false, state: null, file: null });
				this.#openTrack(key, message);
				return this.#note({ ...message, key }, number);
			}
			case 'event':
				return this.#events.add({ epoch, number, event: message.event, now });
			case 'dropped':
				return this.#gap({ from: message.from - this.open.startedAt, to: message.to - this.open.startedAt, reason: 'recorder-behind' }, number);
			case 'pause':
				for (const { track } of this.#tracks.values()) track.hold();
				this.#memory.pausedAt ??= message.at;
				return this.#note({ type: 'pause', at: message.at }, number);
			case 'resume':
				this.#memory.pausedAt = null;
				return this.#note({ type: 'resume', at: message.at }, number);
			case 'close':
				for (const key of [...this.#tracks.keys()]) this.#endTrack(key);
				return this.#close(message.at, number);
			case 'hello':
			case 'open':
			case 'hold':
			case 'clock':
			case 'trackEnd':
			case 'outcomeKnown':
				return;
		}
	}

	/** Applies a message about one track. */
	trackMessage(key: string, number: number, message: ToRecorder): void {
		const open = this.#tracks.get(key);
		if (open === undefined) return;
		if (message.type === 'hold' && message.held) open.track.hold();
		else if (message.type === 'clock') open.track.report({ timestamp: message.rtp, ntp: message.ntp, arrival: message.arrival });
		else if (message.type === 'trackEnd') this.#endTrack(key, number);
	}

	rtp(key: string, packet: { number: number; arrival: number; bytes: Buffer; now: number }): void {
		this.#tracks.get(key)?.track.rtp(packet.number, packet.arrival, packet.bytes, packet.now);
	}

	/** Number and key of the tracks that are open in this run of the media server. */
	tracksOf(epoch: string): [number, string][] {
		return [...this.#tracks].flatMap(([key, { message }]): [number, string][] => (key.startsWith(`${epoch}/`) ? [[message.track, key]] : []));
	}

	/** Tracks of an earlier run of the media server get no more packets. */
	endTracksExcept(epoch: string): void {
		for (const key of [...this.#tracks.keys()]) if (!key.startsWith(`${epoch}/`)) this.#endTrack(key);
	}

	/** The connection is gone: what is here goes to the disk, for we may be next. */
	cut(): void {
		for (const { track } of this.#tracks.values()) track.cut();
		this.#events.cut();
	}

	tick(now: number): void {
		for (const { track } of this.#tracks.values()) track.tick(now);
		this.#events.tick(now);
	}

	/** Lowest feed number that is not on disk; Infinity when all is. */
	heldFrom(): number {
		let lowest = Math.min(this.#held.first(), this.#events.heldFrom());
		for (const { track } of this.#tracks.values()) lowest = Math.min(lowest, track.heldFrom());
		return lowest;
	}

	/** Up to when everything is in the store, ms since 1970; `now` when nothing is under way. */
	storedUntil(now: number): number {
		let until = Math.min(now, this.#files.unsafeFrom(), this.#events.pendingSince());
		for (const { track } of this.#tracks.values()) until = Math.min(until, track.pendingSince());
		return until;
	}

	/** The outcome is known upstairs: the folder has done its duty. */
	async forget(): Promise<void> {
		await this.#journal.close();
		await rm(this.#options.folder, { recursive: true, force: true });
	}

	/** Everything to disk, and out. */
	async shutDown(): Promise<void> {
		this.#stopped = true;
		this.cut();
		await this.#files.settled();
		await this.#journal.close();
	}

	#openTrack(key: string, message: TrackMessage): void {
		const { surroundings, needKeyFrame, folder } = this.#options;
		if (!['video/vp8', 'video/h264', 'audio/opus'].includes(message.mimeType.toLowerCase())) {
			surroundings.logger.error({ folder, track: key, codec: message.mimeType }, 'a track of this codec cannot be recorded');
			return;
		}
		const remembered = this.#memory.tracks.get(key);
		const state = remembered?.state ?? null;
		const file = remembered?.file == null ? undefined : this.#memory.files.get(remembered.file);
		const writer = file === undefined ? null : this.#files.writer(file.line, file.last);
		const { width, height } = file?.line.about ?? {};
		const size = typeof width === 'number' && typeof height === 'number' ? { width, height } : null;
		const open: OpenTrack = {
			message,
			writer,
			size,
			track: new Track({
				message,
				publisher: this.#publisher(message.participant, state?.publisherOffset ?? null),
				zero: this.open.startedAt,
				state,
				size,
				needKeyFrame: () => needKeyFrame(message.track),
				onPiece: (piece) => this.#piece(key, open, piece)
			})
		};
		this.#tracks.set(key, open);
	}

	#piece(key: string, open: OpenTrack, piece: CutPiece): void {
		const { message } = open;
		const resized = message.kind === 'video' && (open.size?.width !== piece.size?.width || open.size?.height !== piece.size?.height);
		let { writer } = open;
		if (writer === null || resized) {
			if (writer !== null) void this.#files.finish(writer);
			writer = this.#files.writer(mediaFileLine({ id: this.#nextFile(), key, track: message, piece }), null);
			writeHeader(writer, message, piece);
			Object.assign(open, { writer, size: piece.size });
		}
		this.#heardAgain(piece.times[0] ?? 0);
		writePiece(writer, piece, this.#held.hold(piece.heldFrom));
		this.#memory.lastEnd = Math.max(this.#memory.lastEnd, (piece.times.at(-1) ?? 0) + Math.round(piece.tail));
	}

	/** Browsers take a moment to publish again: the gap lasts until the first of them does. */
	#heardAgain(start: number): void {
		const from = this.#silentFrom;
		if (from === null) return;
		this.#silentFrom = null;
		if (start > from) this.#gap({ from, to: start, reason: restart });
	}

	#endTrack(key: string, number = Infinity): void {
		const open = this.#tracks.get(key);
		if (open === undefined) return;
		open.track.end();
		this.#tracks.delete(key);
		const remembered = this.#memory.tracks.get(key);
		if (remembered !== undefined) remembered.ended = true;
		// After its last piece: a recorder that dies in between must go on with the track.
		const release = this.#held.hold(number);
		const written = open.writer === null ? Promise.resolve() : this.#files.finish(open.writer);
		void written.then(() => this.#journal.append({ type: 'trackEnd', key })).then(release, release);
	}

	#publisher(participant: string, offset: number | null): PublisherClock {
		const known = this.#publishers.get(participant);
		if (known !== undefined) return known;
		const made = new PublisherClock(offset);
		this.#publishers.set(participant, made);
		return made;
	}

	#gap(gap: { from: number; to: number; reason: string }, number = Infinity): void {
		this.#memory.gaps.push(gap);
		this.#note({ type: 'gap', ...gap }, number);
	}

	#close(at: number, number = Infinity): void {
		this.#events.cut();
		this.#memory.closeAt = at;
		const release = this.#held.hold(number);
		// The word that all is said comes after all is written: a recorder that reads it waits for no more packets.
		void this.#files.settled().then(() => {
			this.#note({ type: 'close', at }, number);
			release();
			this.#finish();
		});
	}

	#note(line: JournalLine, number: number): void {
		const release = this.#held.hold(number);
		this.#journal.append(line).then(release, (error: unknown) => this.#options.surroundings.logger.error({ err: error }, 'the journal is closed already'));
	}

	#nextFile(): string {
		this.#fileCount += 1;
		return newFileId(this.#fileCount);
	}

	#finish(): void {
		if (!this.closing || this.#finishing) return;
		const { outcome } = this.#memory;
		if (outcome !== null) return this.#options.onOutcome(this, outcome);
		this.#finishing = true;
		void this.#writeManifest().finally(() => (this.#finishing = false));
	}

	async #writeManifest(): Promise<void> {
		const { store, lockSeconds, privateKeyPem, logger } = this.#options.surroundings;
		let manifest: UnlistedClose | null = null;
		while (this.#memory.outcome === null && !this.#stopped) {
			if (!(await this.#files.settled())) {
				await wait(settleMs);
				continue;
			}
			try {
				manifest ??= await this.#manifest();
				const lock = { mode: lockMode(this.open.kind), until: new Date(Date.now() + lockSeconds * 1000) };
				const { key, versionId, sha256 } = await putClose({ store, manifest, privateKeyPem, lock });
				this.#memory.outcome = { type: 'closed', manifestKey: key, manifestVersion: versionId, manifestSha256: sha256 };
				await this.#journal.append(this.#memory.outcome);
			} catch (error) {
				logger.warn({ recording: this.open.recording, err: error }, 'the close manifest is not in the store yet');
				await wait(retryMs);
			}
		}
		if (this.#memory.outcome !== null) this.#options.onOutcome(this, this.#memory.outcome);
	}

	async #manifest(): Promise<UnlistedClose> {
		const { folder, surroundings } = this.#options;
		const hash = await createSHA256();
		const fileHash = (state: string) => hash.load(Buffer.from(state, 'base64')).digest('hex');
		const lists = await StoredLists.begin(join(folder, 'lists'));
		return closeManifest({ lines: this.#journal.read(), lists, fileHash, signer: surroundings.sfuId });
	}
}
