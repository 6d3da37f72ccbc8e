/**
 * The tables, in the words of the glossary. Instants are integer milliseconds UTC, local dates are text YYYY-MM-DD.
 * Migrations are made from this file and `schema-recurring.ts` (`npm run migration`) and shipped in resources/migrations.
 */
import { sql } from 'drizzle-orm'
import { index, integer, primaryKey, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core'
import { audience, campaignStatus, enrollmentStatus, sendStatus } from '../../../../shared/schemas/campaigns.ts'
import { importStatus, suppressionKind, suppressionReason } from '../../../../shared/schemas/contacts.ts'
import { incomingClass, threadMark, threadState } from '../../../../shared/schemas/inbox.ts'
import { mailboxAuth, mailboxStatus } from '../../../../shared/schemas/mailboxes.ts'
import { ledgerKind } from '../../../../shared/schemas/workspace.ts'
import { heldReasons } from '../../rules/sending/held.ts'
import { sendPurposes } from '../../rules/sending/purposes.ts'
import { membersOf } from './members.ts'

const id = () => integer('id').primaryKey({ autoIncrement: true })

/** One row: what this workspace is. */
export const workspace = sqliteTable('workspace', {
  /** A UUID; also the salt of suppression hashes. */
  id: text('id').primaryKey(),
  name: text('name').notNull(),
  zone: text('zone').notNull(),
  postalAddress: text('postal_address').notNull().default(''),
  dailyCredits: integer('daily_credits').notNull().default(200),
  paused: integer('paused', { mode: 'boolean' }).notNull().default(false),
  /** The first-start guide was finished or put away. */
  guideDone: integer('guide_done', { mode: 'boolean' }).notNull().default(false),
  /** Recurring campaigns leave out whom any campaign wrote to in the last so many days; null: nobody. */
  leaveOutDays: integer('leave_out_days'),
  createdAt: integer('created_at').notNull(),
})

export const contacts = sqliteTable(
  'contacts',
  {
    id: id(),
    /** As it is written to: domain in lower-case ASCII. */
    email: text('email').notNull(),
    /** The whole address in lower case: what makes two addresses the same person. */
    emailKey: text('email_key').notNull(),
    domain: text('domain').notNull(),
    firstName: text('first_name').notNull().default(''),
    lastName: text('last_name').notNull().default(''),
    fullName: text('full_name').notNull().default(''),
    companyName: text('company_name').notNull().default(''),
    /** JSON object, name → text. */
    customFields: text('custom_fields').notNull().default('{}'),
    importId: integer('import_id'),
    createdAt: integer('created_at').notNull(),
    updatedAt: integer('updated_at').notNull(),
    lastContactedAt: integer('last_contacted_at'),
  },
  (t) => [
    // In the order of `created_at` by their ids: it never runs backwards (db/contact-write.ts).
    uniqueIndex('contacts_email_key').on(t.emailKey),
    index('contacts_last_name').on(sql`${t.lastName} collate nocase`, t.id),
    index('contacts_company').on(sql`${t.companyName} collate nocase`, t.id),
    index('contacts_domain').on(t.domain, t.id),
    index('contacts_contacted').on(sql`coalesce(last_contacted_at, 0)`, t.id),
    index('contacts_import').on(t.importId).where(sql`import_id is not null`),
  ],
)

export const contactTags = sqliteTable(
  'contact_tags',
  {
    tag: text('tag').notNull(),
    contactId: integer('contact_id')
      .notNull()
      .references(() => contacts.id, { onDelete: 'cascade' }),
  },
  (t) => [primaryKey({ columns: [t.tag, t.contactId] }), index('contact_tags_contact').on(t.contactId)],
)

/** Names that custom fields have or had: a million contacts are not looked through for them. */
export const contactFields = sqliteTable('contact_fields', {
  name: text('name').primaryKey(),
})

export const imports = sqliteTable('imports', {
  id: id(),
  fileName: text('file_name').notNull(),
  /** Path inside the workspace folder; removed once the import has ended. */
  uploadPath: text('upload_path').notNull(),
  status: text('status', { enum: membersOf(importStatus) }).notNull(),
  reason: text('reason').notNull().default(''),
  /** JSON: encoding, delimiter, mapping, duplicates, tags. */
  options: text('options').notNull(),
  bytesTotal: integer('bytes_total').notNull().default(0),
  bytesRead: integer('bytes_read').notNull().default(0),
  /** Records read and committed: where a resumed import goes on. */
  rowsRead: integer('rows_read').notNull().default(0),
  created: integer('created').notNull().default(0),
  merged: integer('merged').notNull().default(0),
  skipped: integer('skipped').notNull().default(0),
  rejected: integer('rejected').notNull().default(0),
  startedAt: integer('started_at').notNull(),
  finishedAt: integer('finished_at'),
})

export const importRejects = sqliteTable(
  'import_rejects',
  {
    id: id(),
    importId: integer('import_id')
      .notNull()
      .references(() => imports.id, { onDelete: 'cascade' }),
    line: integer('line').notNull(),
    reason: text('reason').notNull(),
    /** The row as it stood, cut off after 4,000 characters. */
    row: text('row').notNull(),
  },
  (t) => [index('import_rejects_import').on(t.importId, t.id)],
)

export const suppressions = sqliteTable(
  'suppressions',
  {
    id: id(),
    kind: text('kind', { enum: membersOf(suppressionKind) }).notNull(),
    /** SHA-256 of workspace id, kind and value, hex: all that is left of an erased person. */
    hash: text('hash').notNull(),
    value: text('value'),
    reason: text('reason', { enum: membersOf(suppressionReason) }).notNull(),
    note: text('note').notNull().default(''),
    createdAt: integer('created_at').notNull(),
  },
  (t) => [uniqueIndex('suppressions_hash').on(t.hash)],
)

export const mailboxes = sqliteTable('mailboxes', {
  id: id(),
  email: text('email').notNull(),
  senderName: text('sender_name').notNull().default(''),
  preset: text('preset').notNull().default('other'),
  /** JSON: host, port, security, user. */
  smtp: text('smtp').notNull(),
  imap: text('imap').notNull(),
  auth: text('auth', { enum: membersOf(mailboxAuth) }).notNull(),
  dailyCap: integer('daily_cap').notNull(),
  gapSeconds: integer('gap_seconds').notNull(),
  gapJitterSeconds: integer('gap_jitter_seconds').notNull(),
  signature: text('signature').notNull().default(''),
  postalAddress: text('postal_address').notNull().default(''),
  saveSentCopy: integer('save_sent_copy', { mode: 'boolean' }).notNull().default(true),
  allowUnencrypted: integer('allow_unencrypted', { mode: 'boolean' }).notNull().default(false),
  allowInvalidCertificate: integer('allow_invalid_certificate', { mode: 'boolean' }).notNull().default(false),
  status: text('status', { enum: membersOf(mailboxStatus) })
    .notNull()
    .default('active'),
  reason: text('reason').notNull().default(''),
  /** Failures in a row that speak against the mailbox; five pause it. */
  failuresInRow: integer('failures_in_row').notNull().default(0),
  /** The messages among them, as `rules/mailboxes/failures.ts` reads them: each counts once. */
  failing: text('failing').notNull().default(''),
  /** The gap rule, persisted: nothing leaves before this instant. */
  nextSendAt: integer('next_send_at').notNull().default(0),
  /** When replies are read next, and when they last were, completely. */
  nextSyncAt: integer('next_sync_at').notNull().default(0),
  lastSyncedAt: integer('last_synced_at'),
  syncError: text('sync_error'),
  syncFailures: integer('sync_failures').notNull().default(0),
  testedAt: integer('tested_at'),
  createdAt: integer('created_at').notNull(),
  removedAt: integer('removed_at'),
})

/** Messages claimed per mailbox and local day (workspace zone): what the daily cap counts. */
export const mailboxDays = sqliteTable(
  'mailbox_days',
  {
    mailboxId: integer('mailbox_id').notNull(),
    day: text('day').notNull(),
    claimed: integer('claimed').notNull().default(0),
  },
  (t) => [primaryKey({ columns: [t.mailboxId, t.day] })],
)

/** How far each folder of each mailbox was read. */
export const cursors = sqliteTable(
  'cursors',
  {
    mailboxId: integer('mailbox_id').notNull(),
    role: text('role', { enum: ['inbox', 'spam', 'sent'] }).notNull(),
    uidValidity: text('uid_validity').notNull(),
    uid: integer('uid').notNull(),
    updatedAt: integer('updated_at').notNull(),
  },
  (t) => [primaryKey({ columns: [t.mailboxId, t.role] })],
)

export const campaigns = sqliteTable('campaigns', {
  id: id(),
  /** Counts edits, so that two windows never overwrite each other silently. */
  version: integer('version').notNull().default(1),
  name: text('name').notNull(),
  audience: text('audience', { enum: membersOf(audience) })
    .notNull()
    .default('list'),
  status: text('status', { enum: membersOf(campaignStatus) })
    .notNull()
    .default('draft'),
  reason: text('reason').notNull().default(''),
  /** JSON array of ISO weekdays; local times HH:MM; IANA zone; local date. */
  days: text('days').notNull(),
  startTime: text('start_time').notNull(),
  endTime: text('end_time').notNull(),
  zone: text('zone').notNull(),
  startDate: text('start_date'),
  stopByCompany: integer('stop_by_company', { mode: 'boolean' }).notNull().default(false),
  optOutLine: text('opt_out_line').notNull(),
  /** The whole flow with invented people: nothing leaves, and nothing is charged (rule 9). */
  testMode: integer('test_mode', { mode: 'boolean' }).notNull().default(false),
  createdAt: integer('created_at').notNull(),
  updatedAt: integer('updated_at').notNull(),
  activatedAt: integer('activated_at'),
  finishedAt: integer('finished_at'),
})

export const campaignMailboxes = sqliteTable(
  'campaign_mailboxes',
  {
    campaignId: integer('campaign_id')
      .notNull()
      .references(() => campaigns.id, { onDelete: 'cascade' }),
    mailboxId: integer('mailbox_id')
      .notNull()
      .references(() => mailboxes.id),
    position: integer('position').notNull(),
  },
  (t) => [primaryKey({ columns: [t.campaignId, t.mailboxId] })],
)

export const steps = sqliteTable(
  'steps',
  {
    id: id(),
    campaignId: integer('campaign_id')
      .notNull()
      .references(() => campaigns.id, { onDelete: 'cascade' }),
    position: integer('position').notNull(),
    channel: text('channel', { enum: ['email'] })
      .notNull()
      .default('email'),
    subject: text('subject').notNull().default(''),
    body: text('body').notNull(),
    delayDays: integer('delay_days').notNull().default(0),
    delayHours: integer('delay_hours').notNull().default(0),
    createdAt: integer('created_at').notNull(),
    updatedAt: integer('updated_at').notNull(),
    /** Removed steps stay: what was sent by them stays true. */
    removedAt: integer('removed_at'),
  },
  (t) => [index('steps_campaign').on(t.campaignId, t.position)],
)

export const enrollments = sqliteTable(
  'enrollments',
  {
    id: id(),
    campaignId: integer('campaign_id')
      .notNull()
      .references(() => campaigns.id, { onDelete: 'cascade' }),
    /** Null once the contact was deleted. */
    contactId: integer('contact_id').references(() => contacts.id, { onDelete: 'set null' }),
    /** Hash of the address (as in suppressions): one address enters a campaign once, whatever became of the contact. */
    addressHash: text('address_hash').notNull(),
    status: text('status', { enum: membersOf(enrollmentStatus) }).notNull(),
    reason: text('reason').notNull().default(''),
    /** The mailbox that this person hears from, once chosen. */
    mailboxId: integer('mailbox_id'),
    /** The run that found them; null where a person chose them. */
    runId: integer('run_id'),
    createdAt: integer('created_at').notNull(),
    updatedAt: integer('updated_at').notNull(),
    finishedAt: integer('finished_at'),
  },
  (t) => [
    uniqueIndex('enrollments_address').on(t.campaignId, t.addressHash),
    index('enrollments_contact').on(t.contactId),
    index('enrollments_status').on(t.campaignId, t.status, t.id),
    index('enrollments_campaign').on(t.campaignId, t.id),
  ],
)

/**
 * One message on its way out, for a purpose: that of a step to an enrollment (one row for each, for ever: rule 1; written
 * when it is claimed), an answer by hand in a conversation, the report about a completed campaign. Claimed before SMTP,
 * settled after. Whoever reads it names a purpose.
 */
export const sends = sqliteTable(
  'sends',
  {
    id: id(),
    purpose: text('purpose', { enum: sendPurposes }).notNull(),
    /** Of a step; of a report, the one that it is about. */
    campaignId: integer('campaign_id').references(() => campaigns.id, { onDelete: 'cascade' }),
    /** Of a step. */
    enrollmentId: integer('enrollment_id').references(() => enrollments.id, { onDelete: 'cascade' }),
    stepId: integer('step_id').references(() => steps.id),
    /** Of an answer. */
    threadId: integer('thread_id').references(() => threads.id, { onDelete: 'cascade' }),
    /** Null while a report waits for one that works. */
    mailboxId: integer('mailbox_id'),
    /** Empty until it is known, and once the person was erased. */
    to: text('to').notNull().default(''),
    status: text('status', { enum: membersOf(sendStatus) }).notNull(),
    /** Why it ended as it did, in words; while scheduled, why it was put off. */
    reason: text('reason').notNull().default(''),
    /** Set while a person has to act first; such a row is not claimed. */
    held: text('held', { enum: heldReasons }),
    /** Not before; an answer can be taken back until then. A retry moves it and says so in `reason`. */
    dueAt: integer('due_at').notNull(),
    attempts: integer('attempts').notNull().default(0),
    messageId: text('message_id'),
    claimedAt: integer('claimed_at'),
    /** Local day (workspace zone) of the claim. */
    claimedDay: text('claimed_day'),
    sentAt: integer('sent_at'),
    createdAt: integer('created_at').notNull(),
  },
  (t) => [
    uniqueIndex('sends_once').on(t.enrollmentId, t.stepId),
    uniqueIndex('sends_message_id').on(t.messageId),
    index('sends_due').on(t.campaignId, t.mailboxId, t.dueAt, t.id).where(sql`purpose = 'step' and status = 'scheduled' and held is null`),
    index('sends_held').on(t.campaignId, t.held).where(sql`purpose = 'step' and status = 'scheduled' and held is not null`),
    index('sends_open').on(t.status, t.campaignId).where(sql`purpose = 'step' and status in ('sending', 'unconfirmed')`),
    index('sends_step').on(t.stepId, t.status, t.purpose),
    index('sends_campaign').on(t.campaignId, t.purpose, t.status, t.sentAt),
    index('sends_thread').on(t.threadId, t.id).where(sql`thread_id is not null`),
    index('sends_answer_to').on(t.to).where(sql`purpose = 'answer'`),
    index('sends_answer_due').on(t.dueAt).where(sql`purpose = 'answer' and status = 'scheduled'`),
    index('sends_answer_open').on(t.status).where(sql`purpose = 'answer' and status in ('sending', 'unconfirmed', 'failed')`),
    uniqueIndex('sends_report').on(t.campaignId).where(sql`purpose = 'report'`),
    index('sends_report_status').on(t.status, t.dueAt).where(sql`purpose = 'report'`),
  ],
)

/** What was written for a message: what was really said. */
export const drafts = sqliteTable('drafts', {
  sendId: integer('send_id')
    .primaryKey()
    .references(() => sends.id, { onDelete: 'cascade' }),
  subject: text('subject').notNull(),
  /** As a person typed it, without the signature: what taking back gives back. Empty where nobody typed it. */
  body: text('body').notNull().default(''),
  text: text('text').notNull(),
  html: text('html').notNull(),
  /** Message-ID answered to, and the chain; space separated. Empty for a first message. */
  inReplyTo: text('in_reply_to').notNull().default(''),
  references: text('references').notNull().default(''),
  writtenAt: integer('written_at').notNull(),
})

/** Mail that came in and concerns us (or was looked at and does not: class `unrelated`, without its text). */
export const incoming = sqliteTable(
  'incoming',
  {
    id: id(),
    mailboxId: integer('mailbox_id').notNull(),
    /** Message-ID, or a hash of the source where there is none: the same mail in two folders is one row. */
    messageKey: text('message_key').notNull(),
    role: text('role').notNull(),
    uidValidity: text('uid_validity').notNull(),
    uid: integer('uid').notNull(),
    class: text('class', { enum: membersOf(incomingClass) }).notNull(),
    fromAddress: text('from_address').notNull().default(''),
    subject: text('subject').notNull().default(''),
    /** What was newly said. */
    text: text('text').notNull().default(''),
    /** What stood quoted below it. */
    quoted: text('quoted').notNull().default(''),
    /** The HTML part as it came, hostile; at most 256 KiB. Empty where the text is all. */
    html: text('html').notNull().default(''),
    enrollmentId: integer('enrollment_id'),
    sendId: integer('send_id'),
    receivedAt: integer('received_at').notNull(),
    createdAt: integer('created_at').notNull(),
  },
  (t) => [uniqueIndex('incoming_once').on(t.mailboxId, t.messageKey), index('incoming_enrollment').on(t.enrollmentId, t.id)],
)

/** One conversation: a person of a campaign who wrote back. What was said stands in incoming, drafts and answers. */
export const threads = sqliteTable(
  'threads',
  {
    id: id(),
    enrollmentId: integer('enrollment_id')
      .notNull()
      .references(() => enrollments.id, { onDelete: 'cascade' }),
    /** That of the enrollment, for listing by campaign. */
    campaignId: integer('campaign_id').notNull().default(0),
    mailboxId: integer('mailbox_id').notNull(),
    /** Who wrote last, as an address key: outlives the contact. */
    email: text('email').notNull().default(''),
    /** Where they asked for answers (Reply-To), as an address key; empty where that is the same. */
    replyTo: text('reply_to').notNull().default(''),
    /** Of the last mail that came in. */
    subject: text('subject').notNull().default(''),
    unread: integer('unread', { mode: 'boolean' }).notNull().default(true),
    state: text('state', { enum: membersOf(threadState) })
      .notNull()
      .default('open'),
    snoozedUntil: integer('snoozed_until'),
    mark: text('mark', { enum: membersOf(threadMark) }),
    /** An answer that was begun. */
    draft: text('draft').notNull().default(''),
    lastAt: integer('last_at').notNull(),
    createdAt: integer('created_at').notNull(),
  },
  (t) => [
    uniqueIndex('threads_once').on(t.enrollmentId),
    index('threads_state').on(t.state, t.lastAt, t.id),
    index('threads_last').on(t.lastAt, t.id),
    index('threads_unread').on(t.lastAt, t.id).where(sql`unread = 1`),
    index('threads_snoozed').on(t.snoozedUntil).where(sql`state = 'snoozed'`),
    index('threads_campaign').on(t.campaignId, t.lastAt, t.id, t.state),
    index('threads_email').on(t.email),
    index('threads_reply_to').on(t.replyTo),
    index('threads_mark').on(t.mark, t.lastAt, t.id).where(sql`mark is not null`),
  ],
)

/** Append-only; triggers refuse changes. One row a message sent or a reply received, never two for the same. */
export const ledger = sqliteTable(
  'ledger',
  {
    id: id(),
    at: integer('at').notNull(),
    /** Local day in the workspace's zone at that instant. */
    day: text('day').notNull(),
    kind: text('kind', { enum: membersOf(ledgerKind) }).notNull(),
    credits: integer('credits').notNull(),
    /** The message that was sent, or the mail that came in. */
    refId: integer('ref_id').notNull(),
    campaignId: integer('campaign_id'),
    enrollmentId: integer('enrollment_id'),
  },
  (t) => [
    uniqueIndex('ledger_once').on(t.kind, t.refId),
    index('ledger_day').on(t.day, t.id),
    index('ledger_campaign').on(t.campaignId, t.at),
  ],
)

/** The sum of a day's ledger, kept in the same transaction by the one function that writes the ledger. */
export const creditDays = sqliteTable('credit_days', {
  day: text('day').primaryKey(),
  used: integer('used').notNull().default(0),
})

/** Small background work that is not a Send, a sync or an import. Done jobs are deleted. */
export const jobs = sqliteTable(
  'jobs',
  {
    id: id(),
    kind: text('kind', { enum: ['confirm', 'save_sent'] }).notNull(),
    /** The message it is about; one job of a kind for each. */
    refId: integer('ref_id').notNull(),
    runAt: integer('run_at').notNull(),
    attempts: integer('attempts').notNull().default(0),
    lastError: text('last_error').notNull().default(''),
  },
  (t) => [uniqueIndex('jobs_once').on(t.kind, t.refId), index('jobs_due').on(t.runAt)],
)

/** What happened, by sequence number: the stream that clients follow, and a person's time line. */
export const events = sqliteTable(
  'events',
  {
    seq: integer('seq').primaryKey({ autoIncrement: true }),
    at: integer('at').notNull(),
    type: text('type').notNull(),
    campaignId: integer('campaign_id'),
    enrollmentId: integer('enrollment_id'),
    contactId: integer('contact_id'),
    mailboxId: integer('mailbox_id'),
    sendId: integer('send_id'),
    incomingId: integer('incoming_id'),
    message: text('message').notNull().default(''),
  },
  (t) => [index('events_enrollment').on(t.enrollmentId, t.seq).where(sql`enrollment_id is not null`)],
)
