import type { Attachment } from 'svelte/attachments';

/** Shows a track in a `<video>`; the element keeps its last picture until the next track has one. */
export function picture(track: MediaStreamTrack | null): Attachment<HTMLVideoElement> {
	return (element) => {
		element.srcObject = track ? new MediaStream([track]) : null;
	};
}
