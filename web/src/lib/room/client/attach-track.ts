import type { Attachment } from 'svelte/attachments';

/** Shows a track in a `<video>`; the element keeps its last picture until the next track has one. */
export function picture(track: MediaStreamTrack | null): Attachment<HTMLVideoElement> {
	return (element) => {
		const shown = element.srcObject instanceof MediaStream ? (element.srcObject.getTracks()[0] ?? null) : null;
		// Setting it anew would turn the picture black until the next frame.
		if (shown === track) return;
		element.srcObject = track ? new MediaStream([track]) : null;
	};
}
