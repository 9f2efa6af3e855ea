export { DomainError } from '#lib/domain-error.ts';
