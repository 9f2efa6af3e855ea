/** Signs an admission: the ticket a browser takes to the media server. */
import { webPrivateKey } from '#lib/server/keys.ts';
import type { Config } from '#lib/server/config.ts';
import { mediaServerFor } from '#lib/server/sfu.ts';
import { signAdmission, type Admission } from '@sal/sfu/token';

export interface Ticket {
	/** Path of the media server on our own origin. */
	sfu: string;
	token: string;
	room: string;
}

/** Which media server holds this room. */
export const mediaServerOf = ({ config, room }: { config: Config; room: string }): string => mediaServerFor(room, config.sfus).id;

export async function ticketFor({ config, admission }: { config: Config; admission: Admission }): Promise<Ticket> {
	const token = await signAdmission({ admission, privateKeyPem: webPrivateKey(config) });
	return { sfu: `/sfu/${admission.sfu}`, token, room: admission.room };
}
