/** Playlists of HTTP Live Streaming (RFC 8216), as text. */
export interface Segment {
	/** Without extension: the segment of pictures and sound has `.ts`, that of captions `.vtt`. */
	name: string;
	/** Seconds. */
	duration: number;
	/** When its first picture was taken, ms since 1970. */
	at: number;
	/** The encoder began anew before this one: clocks do not go on. */
	discontinuity: boolean;
	/** Its first picture on the clock of the transport stream, in ticks of 90 kHz. */
	ticks: number;
}

export interface Listing {
	segments: Segment[];
	/** Number of the first of them since the stream began. */
	sequence: number;
	/** Discontinuities that have left the list. */
	discontinuities: number;
	/** Nothing more will come. */
	ended: boolean;
}

/** Whole seconds that no segment's duration, rounded, is above (§4.3.3.1). */
const TARGET_SECONDS = 2;

export function mediaPlaylist({ segments, sequence, discontinuities, ended }: Listing, extension: 'ts' | 'vtt'): string {
	const lines = ['#EXTM3U', '#EXT-X-VERSION:6', `#EXT-X-TARGETDURATION:${TARGET_SECONDS}`, `#EXT-X-MEDIA-SEQUENCE:${sequence}`, `#EXT-X-DISCONTINUITY-SEQUENCE:${discontinuities}`];
	if (extension === 'ts') lines.push('#EXT-X-INDEPENDENT-SEGMENTS');
	for (const { name, duration, at, discontinuity } of segments) {
		if (discontinuity) lines.push('#EXT-X-DISCONTINUITY');
		lines.push(`#EXT-X-PROGRAM-DATE-TIME:${new Date(at).toISOString()}`, `#EXTINF:${duration.toFixed(3)},`, `${name}.${extension}`);
	}
	if (ended) lines.push('#EXT-X-ENDLIST');
	return `${lines.join('\n')}\n`;
}

/** `bandwidth`: peak of pictures and sound together, in bit/s. */
export function masterPlaylist({ bandwidth }: { bandwidth: number }): string {
	return [
		'#EXTM3U',
		'#EXT-X-VERSION:6',
		'#EXT-X-INDEPENDENT-SEGMENTS',
		'#EXT-X-MEDIA:TYPE=SUBTITLES,GROUP-ID="captions",NAME="Titulky",LANGUAGE="cs",AUTOSELECT=YES,DEFAULT=NO,FORCED=NO,URI="captions.m3u8"',
		`#EXT-X-STREAM-INF:BANDWIDTH=${bandwidth},CODECS="avc1.4d401f,mp4a.40.2",RESOLUTION=1280x720,FRAME-RATE=25.000,SUBTITLES="captions"`,
		'video.m3u8',
		''
	].join('\n');
}

/** Adds a segment; what is longer ago than `keepMs` leaves the list, but never below six segments: players want some to begin with. */
export function appended(listing: Listing, segment: Segment, keepMs: number): { listing: Listing; gone: Segment[] } {
	const segments = [...listing.segments, segment];
	const gone: Segment[] = [];
	while (segments.length > 6 && (segments[1]?.at ?? Infinity) <= segment.at - keepMs + segment.duration * 1_000) gone.push(...segments.splice(0, 1));
	return {
		listing: { segments, sequence: listing.sequence + gone.length, discontinuities: listing.discontinuities + gone.filter(({ discontinuity }) => discontinuity).length, ended: false },
		gone
	};
}
