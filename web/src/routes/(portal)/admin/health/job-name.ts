import { m } from '#lib/paraglide/messages.js';

/** What a background job does, in words; its own name for one that this version does not know. */
const names: Record<string, () => string> = {
	'recordings.seal': m.admin_job_seal,
	'recordings.prepare': m.admin_job_prepare,
	'recordings.verify': m.admin_job_verify,
	'recordings.erase': m.admin_job_erase,
	'recordings.let-go': m.admin_job_let_go,
	'recordings.renew-locks': m.admin_job_renew_locks,
	'recordings.lock-kept': m.admin_job_lock_kept,
	'recordings.empty-spool': m.admin_job_empty_spool,
	'meetings.forget': m.admin_job_forget,
	'meetings.review-rooms': m.admin_job_review_rooms,
	'meetings.end-empty': m.admin_job_end_empty,
	'portal.forget-sign-ins': m.admin_job_forget_sign_ins,
	'portal.answer-resets': m.admin_job_answer_resets,
	'mail.send': m.admin_job_mail_send,
	'mail.forget': m.admin_job_mail_forget,
	'meetings.remind': m.admin_job_remind,
	'recordings.tell-leaving': m.admin_job_tell_leaving,
	'council.remind-of-terms': m.council_minutes_job_remind,
	'notifications.mail': m.notifications_job_mail,
	'notifications.push': m.notifications_job_push,
	'notifications.forget': m.notifications_job_forget,
	'portal.check-log': m.admin_log_job,
	'directory.import': m.admin_job_directory_import,
	'directory.lapse': m.admin_job_directory_lapse,
	'storage.self-test': m.admin_self_test,
	'demo.past-meeting': m.admin_job_demo
};

export function jobName(name: string): string {
	return names[name]?.() ?? name;
}
