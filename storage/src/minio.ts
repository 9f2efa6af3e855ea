// By path, because the package's front door exports neither credential providers nor AssumeRole, and its two sets of types do not mix.
export { AssumeRoleProvider } from 'minio/dist/esm/AssumeRoleProvider.mjs';
export { CredentialProvider } from 'minio/dist/esm/CredentialProvider.mjs';
export { Credentials } from 'minio/dist/esm/Credentials.mjs';
export { CopyDestinationOptions, CopySourceOptions } from 'minio/dist/esm/helpers.mjs';
export { Client, RETENTION_MODES } from 'minio/dist/esm/minio.mjs';
