/* The handlers of fcgi/pages: what a route's row names where call and show do not suffice. */
#ifndef DAIS_PAGES_PAGES_H
#define DAIS_PAGES_PAGES_H

#include "serve/request.h"

/* pages/health.c */
int health_show(struct request *request);
int ready_show(struct request *request);

/* pages/home.c */
int home_show(struct request *request);

/* pages/editions.c */
int edition_page_show(struct request *request);
int edition_publish(struct request *request);
int edition_feed_show(struct request *request);

/* pages/live.c */
int live_show(struct request *request);

/* pages/comparison.c */
int comparison_show(struct request *request);

/* pages/symbols.c */
int symbol_show(struct request *request);

/* pages/letters.c */
int letter_new(struct request *request);
int letter_preview(struct request *request);

/* pages/reminders.c */
int reminder_stop(struct request *request);

/* pages/sessions.c */
int session_begin(struct request *request);
int link_use(struct request *request);
int session_end(struct request *request);

/* pages/accounts.c */
int second_step_take(struct request *request);
int factor_show(struct request *request);
int factor_keep(struct request *request);
int recovery_codes_renew(struct request *request);
int password_choose(struct request *request);

/* pages/passkeys.c */
int passkey_add(struct request *request);
int passkey_use(struct request *request);

/* pages/sheets.c */
int sheet_read(struct request *request);
int sheet_file(struct request *request);

/* pages/uploads.c: tus 1.0 */
int upload_options(struct request *request);
int upload_create(struct request *request);
int upload_head(struct request *request);
int upload_append(struct request *request);
int upload_delete(struct request *request);

/* pages/agenda_texts.c */
int agenda_text_create(struct request *request);
int agenda_text_show(struct request *request);
int agenda_text_change(struct request *request);
int agenda_text_save(struct request *request);

/* pages/submissions.c */
int submission_create(struct request *request);

/* pages/receipts.c, pages/verify.c, pages/files.c */
int receipt_show(struct request *request);
int receipt_key_show(struct request *request);
int verify_check(struct request *request);
int file_original(struct request *request);
int file_show(struct request *request);
int packet_file(struct request *request);
int volume_file(struct request *request);

#endif
