export * from './audit.ts';
export * from './identity.ts';
export * from './log.ts';
export * from './mail.ts';
export * from './meetings.ts';
export * from './providers.ts';
export * from './recordings.ts';
export * from './sign-in.ts';
