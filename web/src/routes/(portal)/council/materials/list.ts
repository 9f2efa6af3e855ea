/** What pages list of a material. */
export interface ListedMaterial {
	id: string;
	title: string;
	mediaType: string;
	/** In bytes. */
	size: number;
	/** Left out where only the newest is offered. */
	version?: number;
	public?: boolean;
	withdrawn?: boolean;
}

interface Stored {
	id: string;
	title: string;
	public: boolean;
	withdrawnAt: Date | null;
	newest: { mediaType: string; size: number; version: number };
}

/** For the pages of those who have an account. */
export const listed = ({ id, title, public: open, withdrawnAt, newest: { mediaType, size, version } }: Stored): ListedMaterial => ({ id, title, mediaType, size, version, public: open, withdrawn: withdrawnAt !== null });
