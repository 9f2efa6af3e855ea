/** Why a request of a directory is refused, in the words of RFC 7644 §3.12. */
export type ScimType = 'invalidFilter' | 'uniqueness' | 'mutability' | 'invalidSyntax' | 'invalidPath' | 'noTarget' | 'invalidValue' | 'tooMany';

export const ERROR = 'urn:ietf:params:scim:api:messages:2.0:Error';

export class ScimError extends Error {
	readonly status: number;
	readonly scimType: ScimType | undefined;

	/** `detail` is for whoever runs the directory: English, and says what to do. */
	constructor(status: number, detail: string, scimType?: ScimType) {
		super(detail);
		this.name = 'ScimError';
		this.status = status;
		this.scimType = scimType;
	}
}
