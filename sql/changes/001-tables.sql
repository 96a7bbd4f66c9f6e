-- The tables. Applied once, as dais_owner; never edited afterwards: a later change gets a file of its own.
--
-- Habits: ids are random (they stand in addresses and mails). Texts that people read in several languages are
-- jsonb by language. Rows of a meeting carry its id, so that a row policy needs no join. A state is a text with
-- a check. A row that two people can edit has a revision, which every update advances (revisions.sql). Nothing here
-- depends on a function: those are re-created at every deploy.
--
-- Some things are here that no page shows yet, so that the data can say them from the first day: the order of precedence, a
-- delegation's quota and credentials, what a list of speakers may be told, the summary of a paper.

create schema dais;
set local search_path = dais;

create domain language as text; -- which ones: languages.sql
create domain media_type as text; -- which ones: formats.sql
create domain texts as jsonb check (jsonb_typeof(value) = 'object');
-- What base/mail_address.h takes.
create domain mail_address as text check (length(value) <= 254
	and value ~* '^(?=[^@]{1,64}@)[a-z0-9!#$%&''*+/=?^_`{|}~-]+(\.[a-z0-9!#$%&''*+/=?^_`{|}~-]+)*@([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]([a-z0-9-]{0,61}[a-z0-9])?$');

-- The council, its committee, the committee's working group: a tree.
create table body (
	id uuid primary key default gen_random_uuid(),
	revision integer not null default 1,
	slug text not null unique,
	parent uuid references body,
	name texts not null,
	acronym texts
);

create table meeting (
	id uuid primary key default gen_random_uuid(),
	revision integer not null default 1,
	slug text not null unique check (slug ~ '^[a-z0-9][a-z0-9-]{0,63}$'),
	body uuid not null references body,
	prepares uuid references meeting, -- the meeting that this one prepared
	name texts not null,              -- short, for mastheads
	venue texts,                      -- building and city
	starts_on date not null,
	ends_on date not null check (ends_on >= starts_on),
	zone text not null,               -- IANA name; every time of the meeting is told in it
	original_language language not null default 'en',
	unofficial_languages text[] not null default '{}',
	languages text[] not null default '{}', -- that its texts are to be in; none: all
	-- What the agenda prints above its items, each null where it prints nothing, or the meeting's own name and days (passages.sql).
	part_short text,                  -- "A.": where both agendas stand in one document, this one's mark
	part_annotated text,
	heading_short texts,
	heading_annotated texts,
	printed_title texts,
	title_open texts,                 -- quotation marks around the title
	title_close texts,
	dates_text texts,
	title_note texts,                 -- below the title
	agenda jsonb not null default '{}', -- what a file says besides: of its themes, and from where it came
	agenda_state text not null default 'draft'
		check (agenda_state in ('proposal of the Chair', 'draft', 'revised', 'adopted')),
	contact_name texts,
	contact_email mail_address,
	paper_size text not null default 'letter' check (paper_size in ('letter', 'a4')), -- of what is printed
	two_sided boolean not null default false, -- packets are printed on both sides, where nothing else was chosen for one
	deadline timestamptz,             -- for written presentations
	grace interval not null default '0',
	closes timestamptz,               -- after this nothing is taken any more
	reminders boolean not null default false, -- whoever owes a paper is reminded before it is due (sql/reminders.sql)
	example_times boolean not null default false, -- times and deadline are examples, not the organization's word
	-- The order of precedence of delegations: by lot with this seed, else alphabetical in this language.
	precedence_seed text,
	precedence_language language not null default 'en',
	proposals_closed timestamptz,     -- from then on authors enter and change no proposals
	created timestamptz not null default now()
);

-- An area that member states asked to be addressed, and the meeting that asked.
create table theme (
	id uuid primary key default gen_random_uuid(),
	revision integer not null default 1,
	meeting uuid not null references meeting,
	slug text not null,
	position integer not null,
	name texts not null,
	asked_by uuid references meeting,
	unique (meeting, slug)
);

create table objective (
	id uuid primary key default gen_random_uuid(),
	revision integer not null default 1,
	meeting uuid not null references meeting,
	label text not null,              -- a, b
	position integer not null,
	text texts not null,
	unique (id, meeting),
	unique (meeting, label) deferrable initially deferred
);

create table category (
	id uuid primary key default gen_random_uuid(),
	revision integer not null default 1,
	meeting uuid not null references meeting,
	objective uuid not null,
	position integer not null,
	addressee text not null check (addressee in ('organization', 'member states', 'cooperation')),
	text texts not null,
	foreign key (objective, meeting) references objective (id, meeting)
);

-- Text that the annotated agenda prints above its items.
create table section (
	id uuid primary key default gen_random_uuid(),
	revision integer not null default 1,
	meeting uuid not null references meeting,
	position integer not null,
	number text,
	title texts,
	unique (id, meeting)
);

create table paragraph (
	id uuid primary key default gen_random_uuid(),
	revision integer not null default 1,
	meeting uuid not null references meeting,
	section uuid not null,
	position integer not null,
	style text not null check (style in ('paragraph', 'lead', 'objective')),
	mark text,                        -- of an objective: "a."
	text texts not null,
	foreign key (section, meeting) references section (id, meeting)
);
create index on paragraph (section);

create table footnote (
	id uuid primary key default gen_random_uuid(),
	revision integer not null default 1,
	meeting uuid not null references meeting,
	position integer not null,
	mark text not null,
	-- Where its mark is printed: of the head, or the id of a section or paragraph; nowhere while that is deleted.
	stands_at text not null check (stands_at in ('heading', 'title', 'dates_text', 'note', 'none') or stands_at ~ '^[0-9a-f-]{36}$'),
	text texts not null,
	unique (meeting, mark)
);
create index on footnote (stands_at);

-- A stretch of a day with a room.
create table sitting (
	id uuid primary key default gen_random_uuid(),
	revision integer not null default 1,
	meeting uuid not null references meeting,
	day integer not null,             -- day one, day two
	held_on date not null,
	position integer not null,
	heading texts,                    -- how the short agenda prints the day, where it is not just its number
	annotated_heading texts,          -- and the annotated one
	name texts,
	room texts,
	starts timestamptz,
	ends timestamptz check (ends > starts),
	unique (meeting, position) deferrable initially deferred
);

-- A node of the agenda tree. Its number is computed from the order until the agenda is adopted.
create table item (
	id uuid primary key default gen_random_uuid(),
	revision integer not null default 1,
	meeting uuid not null references meeting,
	parent uuid references item,
	position numeric not null,        -- between two of them there is always another
	kind text not null check (kind in ('opening', 'panel', 'dialogue', 'working', 'closing', 'break')),
	fixed_number text,
	day integer,                      -- the day heading it stands under
	short_title texts,
	long_title texts not null,
	subtitle texts,                   -- a second line of the annotated agenda's title
	line_label texts,                 -- the printed bullet: “Panelists:”, and who is foreseen;
	line_text texts,                  -- never rewritten when people are named
	more_lines jsonb,                 -- a list of further ones, {label, text}, where the agenda prints several
	annotation texts,
	annotation_open text not null default '[',
	annotation_close text not null default ']',
	annotation_after_children boolean not null default false,
	deadline timestamptz,             -- for the papers of its slots; null: the meeting's
	withdrawn boolean not null default false,
	unique nulls not distinct (meeting, parent, position) deferrable initially deferred
);
create index on item (parent);

-- When an item is taken up. The item itself has no time: it may be taken up in several sittings, or in none.
create table schedule_entry (
	id uuid primary key default gen_random_uuid(),
	revision integer not null default 1,
	meeting uuid not null references meeting,
	item uuid not null references item on delete cascade,
	sitting uuid not null references sitting,
	room texts,                       -- where it is not the sitting's
	starts timestamptz,
	ends timestamptz check (ends > starts)
);
create index on schedule_entry (item);
create index on schedule_entry (sitting);

-- When it was really taken up: what has not ended is being dealt with now, several at once where groups meet side by side.
-- One move ends and begins at one time.
create table taken_up (
	id bigint generated always as identity primary key,
	meeting uuid not null references meeting,
	item uuid not null references item,
	entry uuid references schedule_entry on delete set null, -- null: it stands in the schedule no more
	foreseen timestamptz,             -- when the schedule would have begun with it
	started timestamptz not null default now(),
	ended timestamptz check (ended >= started)
);
create index on taken_up (meeting);
create index on taken_up (item);
create index on taken_up (entry);

create table party (
	id uuid primary key default gen_random_uuid(),
	revision integer not null default 1,
	code text not null unique,        -- MEX, CIM, IOM: what the import file calls it
	kind text not null check (kind in ('state', 'permanent observer', 'organ', 'agency',
		'multilateral organization', 'regional group', 'civil society organization')),
	iso text check (iso ~ '^[A-Z]{2}$'), -- ISO 3166-1 alpha-2, of a state
	name texts not null,
	acronym texts,
	sort_key texts,                   -- where a name sorts otherwise than it reads
	valid_from date,
	valid_until date check (valid_until >= valid_from)
);

-- A party that takes part in a meeting; states may register a delegation.
create table participation (
	meeting uuid not null references meeting,
	party uuid not null references party,
	primary key (meeting, party)
);

-- A table of parties as it came back from a spreadsheet, until its sender has seen what it would change. It is swept after a day.
create table party_sheet (
	id uuid primary key default gen_random_uuid(),
	person uuid not null,             -- who sent it, and alone sees it
	meeting uuid references meeting,  -- who takes part there; null: the parties of the installation
	content jsonb not null,           -- fcgi/pages/sheets.c
	created timestamptz not null default now()
);

-- ---------------------------------------------------------------- people

create table person (
	id uuid primary key default gen_random_uuid(),
	name text not null check (name <> ''),
	email mail_address not null,
	language language not null default 'en',
	disabled boolean not null default false, -- retired: cannot sign in, and stays on record
	merged_into uuid references person, -- the record that took its place; the address is then none
	reminders boolean not null default true, -- false: does not want to be reminded of papers
	reminder_key uuid not null unique default gen_random_uuid(), -- stands in the link of each reminder, which ends them
	created timestamptz not null default now()
);
create unique index on person (lower(email));

alter table party_sheet add foreign key (person) references person;

-- A role is a grant to a person for a meeting (or for all), never a column of person.
create table role_grant (
	id uuid primary key default gen_random_uuid(),
	person uuid not null references person,
	meeting uuid references meeting,  -- null: every meeting
	role text not null check (role in ('panelist', 'focal point', 'staff', 'chair', 'admin')),
	party uuid references party,      -- the state of a focal point
	created timestamptz not null default now(),
	unique nulls not distinct (person, meeting, role, party)
);
create index on role_grant (meeting);

-- What a person signs in with, besides a mailed link. Only the identity's role reads it.
create table credential (
	id uuid primary key default gen_random_uuid(),
	person uuid not null references person,
	kind text not null check (kind in ('password', 'totp', 'passkey', 'recovery code')),
	name text,                        -- what its owner calls a passkey
	secret text not null,             -- of a password: salt and verifier, Argon2id (base/password.h); of TOTP: the shared secret in hex
	                                  -- (RFC 6238); of a passkey: its public key (COSE, WebAuthn level 2); of a recovery code: its hash
	passkey_id bytea unique check ((kind = 'passkey') = (passkey_id is not null)),
	counter bigint not null default 0, -- the last signature count of a passkey, the last time step of TOTP: never goes back
	created timestamptz not null default now(),
	last_used timestamptz,
	spent boolean not null default false -- a recovery code works once
);
create unique index on credential (person, kind) where kind in ('password', 'totp');
create index on credential (person);

create table session (
	token_hash bytea primary key,
	id uuid not null unique default gen_random_uuid(), -- by which its owner ends it from another one
	person uuid not null references person,
	-- How it began: by a mailed link, by one that the command line minted on the server, by a password, by password and
	-- code, by a passkey. With the first and the third nobody who holds an office is let in (api.me, access.sql).
	strength text not null check (strength in ('link', 'minted', 'password', 'second factor', 'passkey')),
	browser text,                     -- "Firefox, Windows", for its owner
	-- The shared secret that is offered to whoever sets a second factor in this session (accounts.sql).
	offer bytea not null default substr(sha256(uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid())), 1, 20),
	created timestamptz not null default now(),
	last_seen timestamptz not null default now(),
	idle interval not null,
	expires timestamptz not null
);
create index on session (person);

-- A link that was mailed or minted: opening it shows a page, a POST uses it once.
create table link (
	token_hash bytea primary key,
	purpose text not null check (purpose in ('invitation', 'sign-in', 'office', 'password')), -- the last two: to choose a password
	person uuid not null references person,
	meeting uuid references meeting,
	slot uuid,
	minted boolean not null default false, -- made by the command line on the server, not mailed
	next text,                        -- the page that was asked for before signing in
	created timestamptz not null default now(),
	expires timestamptz not null,
	used_at timestamptz
);
create index on link (person);
create index on link (slot);

-- What was written in a form whose session had ended: kept for a day, until its writer has signed in again.
create table draft (
	id uuid primary key default gen_random_uuid(),
	person uuid not null references person, -- whose session it was
	page text not null,               -- the address of the page that shows the form
	form jsonb not null,
	created timestamptz not null default now()
);

-- A form that was carried out, by its idempotency key: the same form again is not carried out, but answered alike.
create table answered_form (
	person uuid not null references person,
	key text not null check (length(key) <= 64),
	digest bytea not null,            -- of what was asked: function, language, input
	answer json not null,
	at timestamptz not null default now(),
	primary key (person, key, digest)
);

-- A browser that somebody has signed in from by password: others' wrong tries do not count against it.
create table device (
	token_hash bytea primary key,
	person uuid not null references person,
	last_seen timestamptz not null default now()
);

-- What a browser signs when somebody adds or uses a passkey: asked for before, good once.
create table challenge (
	value bytea primary key,
	person uuid references person,    -- who adds one; null: somebody who signs in
	created timestamptz not null default now()
);

-- Failed and successful tries that are limited by rate; old rows are swept by the clerk.
create table attempt (
	kind text not null,
	subject text not null,            -- a hash of what is limited: an address, an account
	at timestamptz not null default now()
);
create index on attempt (kind, subject, at);

-- ---------------------------------------------------------------- slots

-- A speaking position under an item. It is there before anybody is named for it, and stays when they leave.
create table slot (
	id uuid primary key default gen_random_uuid(),
	revision integer not null default 1,
	meeting uuid not null references meeting,
	item uuid not null references item,
	position integer not null,
	role text not null check (role in ('presenter', 'panelist', 'moderator', 'rapporteur', 'chair', 'participant')),
	held_by text not null check (held_by in ('office', 'institution', 'group', 'person')),
	label texts not null,
	party uuid references party,      -- the party or institution that designates
	party_kind text,                  -- only parties of this kind may fill it
	is_open boolean not null default false, -- an open number: "other bodies", "etc."
	opened_from uuid references slot, -- the open slot that this one was taken from
	in_source boolean not null default true, -- named by the draft agenda itself
	expects_paper boolean not null default true,
	without_paper boolean not null default false, -- will speak without a paper
	extended_to timestamptz,          -- an extension for this slot alone
	extension_reason text
);
create index on slot (meeting);
create index on slot (item);
alter table link add foreign key (slot) references slot;

-- Who was named for a slot: zero, one or several.
create table slot_person (
	id uuid primary key default gen_random_uuid(),
	meeting uuid not null references meeting,
	slot uuid not null references slot,
	name text not null check (name <> ''),
	person uuid references person,    -- null: named, but has no address here
	contact boolean not null default false, -- the institution's contact, who designates somebody else
	state text not null default 'named' check (state in ('named', 'invited', 'confirmed', 'declined', 'taken off')),
	invited_at timestamptz,
	answered_at timestamptz,
	decline_reason text,
	unique (slot, person)
);
create index on slot_person (meeting);
create index on slot_person (person);

-- For whom somebody speaks in a slot, one or several, where that is not just the party which designates.
create table representation (
	meeting uuid not null references meeting,
	slot_person uuid not null references slot_person on delete cascade,
	party uuid not null references party,
	position integer not null,        -- the order in which they are named
	primary key (slot_person, party)
);
create index on representation (meeting);

-- ---------------------------------------------------------------- delegations

create table delegation (
	id uuid primary key default gen_random_uuid(),
	meeting uuid not null references meeting,
	party uuid not null references party,
	note text,                        -- reference of the permanent mission's note
	quota integer,
	credentials text not null default 'none' check (credentials in ('none', 'received', 'in order', 'not in order')),
	created timestamptz not null default now(),
	unique (meeting, party)
);

create table delegation_member (
	id uuid primary key default gen_random_uuid(),
	revision integer not null default 1,
	meeting uuid not null references meeting,
	party uuid not null references party,
	delegation uuid not null references delegation,
	position integer not null,
	name text not null check (name <> ''),
	title text,
	email mail_address,
	function text not null check (function in ('head', 'alternate', 'adviser', 'expert')),
	item uuid references item,        -- the panel of an expert
	slot uuid references slot on delete set null, -- the slot made when the expert was confirmed
	seat uuid references slot_person on delete set null, -- the expert, as named for that slot
	state text not null default 'registered' check (state in ('registered', 'confirmed', 'returned')),
	return_reason text,
	created timestamptz not null default now()
);
create index on delegation_member (delegation);
create index on delegation_member (meeting, party);
create unique index on delegation_member (delegation) where function = 'head';

-- The list of speakers of an item, a dialogue or any other. An item without a row: open, in the order of the requests,
-- without limits of time.
create table speaker_list (
	id uuid primary key default gen_random_uuid(),
	revision integer not null default 1,
	meeting uuid not null references meeting,
	item uuid not null unique references item,
	opens timestamptz,                -- requests are taken from then on; null: at once
	closes timestamptz check (closes > opens), -- and until then; null: to the end
	rule text not null default 'time of request' check (rule in ('time of request', 'precedence', 'alphabetical',
		'heads first', 'regional balance')),
	sequence uuid[] not null default '{}', -- requests whose order was set by hand: they stand first, in this order
	national_minutes integer check (national_minutes > 0), -- of a statement
	group_minutes integer check (group_minutes > 0),
	reply_minutes integer check (reply_minutes > 0),
	is_public boolean not null default false -- the public may follow it
);
create index on speaker_list (meeting);

-- An entry of a list of speakers. Its times are set by the database's clock when its state changes.
create table floor_request (
	id uuid primary key default gen_random_uuid(),
	meeting uuid not null references meeting,
	item uuid not null references item,
	kind text not null default 'statement'
		check (kind in ('statement', 'group statement', 'right of reply', 'point of order')),
	party uuid not null references party,
	speaker text not null check (speaker <> ''),
	member uuid references delegation_member,
	minutes integer check (minutes > 0), -- asked for
	state text not null default 'requested'
		check (state in ('requested', 'called', 'speaking', 'has spoken', 'passed', 'withdrawn')),
	created timestamptz not null default now(),
	called_at timestamptz,
	began_at timestamptz,
	ended_at timestamptz check (ended_at >= began_at),
	unique (id, party)
);
create unique index on floor_request (item, party) where state = 'requested' and kind in ('statement', 'group statement');
create index on floor_request (meeting, party);

-- For whom a request speaks besides its own party. Counts once that party has agreed; who has declined may still agree.
create table floor_request_party (
	meeting uuid not null references meeting,
	request uuid not null,
	asked_by uuid not null,           -- the request's own party
	party uuid not null references party check (party <> asked_by),
	agreed_at timestamptz,
	declined_at timestamptz check (declined_at is null or agreed_at is null),
	primary key (request, party),
	foreign key (request, asked_by) references floor_request (id, party) on delete cascade
);
create index on floor_request_party (meeting, party);

-- ---------------------------------------------------------------- submissions

-- The bytes of one file, while they arrive and then for ever: filing copies none of them.
create table upload (
	id uuid primary key default gen_random_uuid(),
	person uuid not null references person,
	file_name text not null check (file_name ~ '^[^[:cntrl:]]+$'), -- it stands in a line of the receipt
	metadata text not null default '', -- of tus, as the client sent it
	size bigint not null check (size >= 0),
	received bigint not null default 0 check (received between 0 and size),
	digest_state bytea,               -- running SHA-256 while pieces arrive
	sha256 bytea,                     -- of all bytes, once complete
	created timestamptz not null default now(),
	expires timestamptz not null default date_trunc('second', now()) + interval '7 days', -- then it is swept, if nobody filed it
	filed boolean not null default false
);
create index on upload (person);

create table chunk (
	upload uuid not null references upload on delete cascade,
	start bigint not null,
	data bytea not null check (length(data) between 1 and 262144),
	primary key (upload, start)
);
alter table chunk alter column data set storage external;

-- What somebody contributes: for a slot, a delegation or a floor request, or for none of them. It is filed in one or
-- several acts (filing), each of one or several files.
create table submission (
	id uuid primary key default gen_random_uuid(),
	meeting uuid not null references meeting,
	slot uuid references slot,
	delegation uuid references delegation,
	floor_request uuid references floor_request,
	kind text not null default 'presentation' check (kind in ('presentation', 'statement', 'background document')),
	original_language language not null, -- the others are translations of it
	title texts not null check (title ? original_language),
	summary texts not null default '{}',
	person uuid not null references person, -- who filed first
	other_theme text,
	audience text not null default 'public' check (audience in ('public', 'participants', 'secretariat')),
	release text not null default 'at once' check (release in ('at once', 'at a time', 'when delivered')),
	release_at timestamptz check ((release = 'at a time') = (release_at is not null)),
	delivered_at timestamptz,         -- when staff or the chair said that it was delivered
	released_at timestamptz,          -- cleared for issue: from then on the next edition shows it to its audience
	created timestamptz not null default now(),
	check (num_nonnulls(slot, delegation, floor_request) <= 1)
);
create index on submission (meeting);
create index on submission (slot);
create unique index on submission (slot) where kind = 'presentation'; -- a slot has one

-- By whom it is: parties, people, both. A person is named as the program prints the name.
create table submission_party (
	meeting uuid not null references meeting,
	submission uuid not null references submission,
	party uuid not null references party,
	primary key (submission, party)
);

create table submission_person (
	id uuid primary key default gen_random_uuid(),
	meeting uuid not null references meeting,
	submission uuid not null references submission,
	name text not null check (name <> ''),
	person uuid references person,    -- null: named, but has no address here
	unique (submission, person)
);

-- One act of sending, with one receipt for all its files. Never changed: refusing, replacing, restoring and withdrawing
-- are later acts, which stand in the file's own columns and in the event log.
create table filing (
	id uuid primary key default gen_random_uuid(),
	meeting uuid not null references meeting,
	submission uuid not null references submission,
	person uuid not null references person, -- who sent it
	on_behalf_of uuid references person, -- whom staff sent it for
	arrived_by text check (arrived_by in ('mail', 'post', 'hand')), -- how it had come to staff, and on which day
	arrived_on date,
	received_at timestamptz not null, -- by the database's clock
	deadline timestamptz,             -- the one that applied
	punctuality text not null check (punctuality in ('in time', 'in grace', 'late')),
	reason text,                      -- why it is late
	receipt text not null unique,     -- the receipt's number
	key_id text not null,             -- the key that signs the receipt
	receipt_text text not null,       -- what it says, word for word: the signed text
	idempotency_key text not null,
	unique (person, idempotency_key),
	check (num_nonnulls(on_behalf_of, arrived_by, arrived_on) in (0, 3))
);
create index on filing (meeting);
create index on filing (submission);

-- The bytes of a filing, in one language. The current file of a position and language is the newest that was not
-- withdrawn; to restore an earlier one is to withdraw those that came after it.
create table file (
	id uuid primary key default gen_random_uuid(),
	meeting uuid not null references meeting,
	submission uuid not null references submission,
	filing uuid not null references filing,
	position integer not null default 1 check (position > 0), -- paper, slides, annex
	language language not null,
	number integer not null,          -- of this position and language: version 1, 2
	translates uuid references file,  -- the file of the original language that was current when this one came
	upload uuid not null unique references upload,
	file_name text not null,
	media_type media_type not null,
	size bigint not null,
	sha256 bytea not null,
	state text not null default 'received'
		check (state in ('received', 'to be converted', 'cleared', 'returned')),
	decided_at timestamptz,           -- when it was cleared or returned, and by whom
	decided_by uuid references person, -- null: the intake
	refusal text,                     -- why it was returned: a code of the intake …
	refusal_page integer,             -- … and the page that it is about
	as_readable boolean not null default false, -- its sender takes damaged pages as far as they can be read
	comment text,                     -- or what staff wrote
	notes jsonb not null default '[]', -- what the intake changed
	pages integer,
	cleaned_sha256 bytea,             -- of the cleaned copy, as it was made last
	withdrawn_at timestamptz,
	withdrawn_by uuid references person,
	public_from timestamptz,          -- the hour of the first edition that shows it; until then it is not public
	unique (submission, position, language, number)
);
create index on file (meeting, sha256);
create index on file (filing);

-- What a page of a cleared file says, as plain text.
create table file_page (
	meeting uuid not null references meeting,
	file uuid not null references file,
	page integer not null check (page > 0),
	text text not null,
	primary key (file, page)
);
create index on file_page (meeting);

-- Under which items a submission stands.
create table placement (
	meeting uuid not null references meeting,
	submission uuid not null references submission,
	item uuid not null references item,
	position integer not null default 1,
	primary key (submission, item)
);
create index on placement (item);

create table submission_theme (
	meeting uuid not null references meeting,
	submission uuid not null references submission,
	theme uuid not null references theme,
	primary key (submission, theme)
);

create table submission_objective (
	meeting uuid not null references meeting,
	submission uuid not null references submission,
	objective uuid not null references objective,
	primary key (submission, objective)
);

-- ---------------------------------------------------------------- proposals

-- What somebody proposes that the meeting adopt, under one of the categories that the agenda asks for.
create table proposal (
	id uuid primary key default gen_random_uuid(),
	ordinal bigint generated by default as identity, -- in which order they came, also those of one form
	revision integer not null default 1,
	meeting uuid not null references meeting,
	kind text not null check (kind in ('objective', 'activity', 'best practice')),
	serves uuid references proposal check (kind <> 'objective' or serves is null), -- of an activity or a best practice: its objective
	addressee text not null check (addressee in ('organization', 'member states', 'cooperation')),
	aim text not null check (aim in ('promotion', 'protection')),
	theme uuid references theme,
	other_theme text,
	text texts not null,
	original_language language not null check (text ? original_language),
	-- Where it came from: a paper and its page, an intervention from the floor, or what was said under an item.
	submission uuid references submission,
	page integer check (page > 0),
	floor_request uuid references floor_request,
	item uuid references item,
	said_by text,
	slot uuid references slot,        -- whose speaker proposes it
	party uuid references party,      -- or for which delegation
	person uuid not null references person, -- who entered it
	state text not null default 'proposed' check (state in ('proposed', 'withdrawn', 'merged', 'set aside')),
	merged_into uuid references proposal check (merged_into <> id),
	position integer,                 -- inside its category, once it has been put in order
	reason text,                      -- why it was set aside
	-- What became of it in the room, paragraph by paragraph.
	decision text check (decision in ('adopted', 'adopted as orally amended', 'deferred', 'withdrawn')),
	amendment texts check (amendment <> '{}'), -- its text as it is being amended; once it is adopted, its text
	amended_by text,                  -- who proposed that
	decided_at timestamptz,
	reopened text check (reopened <> ''), -- why it was taken up again after it was decided upon
	created timestamptz not null default now(),
	check ((decision is null) = (decided_at is null)),
	check ((state = 'merged') = (merged_into is not null)),
	check (state <> 'set aside' or reason <> '')
);
create index on proposal (meeting);
create index on proposal (person);

-- A group inside of the meeting, which works on one category of proposals; or all of the meeting (plenary). Who moderates, reports
-- and takes part are slots of its item, room and hour are its item's on the schedule.
create table working_group (
	id uuid primary key default gen_random_uuid(),
	revision integer not null default 1,
	meeting uuid not null references meeting,
	item uuid not null unique references item,
	plenary boolean not null default false, -- the item as a whole, not one of its parts
	addressee text check (addressee in ('organization', 'member states', 'cooperation')), -- null: in plenary all of them, else none yet
	screen uuid not null default gen_random_uuid(), -- the key of its room screen's address
	on_screen uuid references proposal on delete set null -- the paragraph under discussion
);
create index on working_group (meeting);

-- ---------------------------------------------------------------- conclusions

-- A paragraph of the conclusions, under its addressee. Its number follows from the order in which they are read.
create table conclusion (
	id uuid primary key default gen_random_uuid(),
	revision integer not null default 1,
	meeting uuid not null references meeting,
	addressee text not null check (addressee in ('organization', 'member states', 'cooperation')),
	position integer not null,        -- among those of its addressee
	text texts not null,
	original_language language not null check (text ? original_language),
	proposal uuid references proposal, -- that it was drawn from, once; null: the rapporteur wrote it
	created timestamptz not null default now(),
	unique (id, meeting),
	unique (meeting, proposal)
);

-- What a party put on record against a conclusion, or against all of them.
create table reservation (
	id uuid primary key default gen_random_uuid(),
	revision integer not null default 1,
	meeting uuid not null references meeting,
	conclusion uuid,                  -- null: of the whole
	party uuid not null,
	kind text not null check (kind in ('dissent', 'reservation')),
	text texts not null,
	created timestamptz not null default now(),
	foreign key (conclusion, meeting) references conclusion (id, meeting),
	foreign key (meeting, party) references participation
);
create index on reservation (meeting);

-- What becomes of a conclusion once it has been adopted; made with the adoption.
create table follow_up (
	id uuid primary key default gen_random_uuid(),
	revision integer not null default 1,
	meeting uuid not null references meeting,
	conclusion uuid not null unique,
	actor text,                       -- who is to do it
	deadline date,
	status text not null default 'open' check (status in ('open', 'in progress', 'done', 'not pursued')),
	note text,
	foreign key (conclusion, meeting) references conclusion (id, meeting)
);
create index on follow_up (meeting);

-- ---------------------------------------------------------------- the final report

-- A section of the report: what was generated, as it was taken last (sql/report.sql), and what was written besides.
create table report_section (
	id uuid primary key default gen_random_uuid(),
	revision integer not null default 1,
	meeting uuid not null references meeting,
	kind text not null,
	item uuid references item,        -- of a panel or a dialogue
	parts jsonb not null default '[]',
	text texts not null default '{}',
	unique (id, meeting),
	unique nulls not distinct (meeting, kind, item)
);

-- The report as it was sent to the delegations, for their comments until a time.
create table report_draft (
	id uuid primary key default gen_random_uuid(),
	meeting uuid not null references meeting,
	data jsonb not null,
	sent_at timestamptz not null default now(),
	closes timestamptz not null check (closes > sent_at),
	unique (id, meeting)
);
create index on report_draft (meeting);

-- What a delegation says of a section of a draft, and what the secretariat answers.
create table report_comment (
	id uuid primary key default gen_random_uuid(),
	revision integer not null default 1,
	meeting uuid not null references meeting,
	draft uuid not null,
	section uuid not null,
	party uuid not null,
	person uuid not null references person, -- who wrote it
	text text not null check (text <> ''),
	created timestamptz not null default now(),
	answer text,
	answered_at timestamptz,
	foreign key (draft, meeting) references report_draft (id, meeting),
	foreign key (section, meeting) references report_section (id, meeting),
	foreign key (meeting, party) references participation
);
create index on report_comment (section);
create index on report_comment (meeting, party);
create index on report_comment (person);

-- What is said of a party in a meeting is said of one that takes part.
alter table role_grant add foreign key (meeting, party) references participation;
alter table slot add foreign key (meeting, party) references participation;
alter table representation add foreign key (meeting, party) references participation;
alter table delegation add foreign key (meeting, party) references participation;
alter table floor_request add foreign key (meeting, party) references participation;
alter table floor_request_party add foreign key (meeting, party) references participation;
alter table submission_party add foreign key (meeting, party) references participation;
alter table proposal add foreign key (meeting, party) references participation;

-- ---------------------------------------------------------------- documents

-- How a body numbers its documents in a year: CP/CAJP-{number}/{year}.
create table symbol_series (
	id uuid primary key default gen_random_uuid(),
	body uuid not null references body,
	year integer not null,
	pattern text not null check (pattern like '%{number}%'),
	last integer not null default 0 check (last >= 0), -- the number that was given last
	unique (body, year, pattern)
);

-- A symbol that was given: the same for all languages of its document, and never again for another. Revisions have no row:
-- they follow from a document's editions.
create table symbol (
	id uuid primary key default gen_random_uuid(),
	series uuid not null references symbol_series,
	number integer not null check (number > 0),
	addendum integer not null default 0 check (addendum >= 0),
	corrigendum integer not null default 0 check (corrigendum >= 0),
	meeting uuid not null references meeting,
	submission uuid unique references submission, -- a paper's; else a document's
	text text not null,               -- as it is printed: CP/CAJP-2154/04 add. 2
	given_at timestamptz not null default now(),
	unique (series, number, addendum, corrigendum)
);
create unique index on symbol (lower(replace(text, ' ', ''))); -- as it is looked for, whatever its series
create index on symbol (meeting);

-- What the secretariat issues. It comes out in editions.
create table document (
	id uuid primary key default gen_random_uuid(),
	meeting uuid not null references meeting,
	kind text not null check (kind in ('program', 'list of participants', 'working document', 'conclusions', 'final report')),
	title texts,                      -- null: it is called what it is
	symbol uuid unique references symbol,
	created timestamptz not null default now(),
	unique (id, meeting)
);
create unique index on document (meeting, kind) where kind in ('program', 'list of participants', 'conclusions', 'final report');
create index on document (meeting);

-- A numbered, immutable issue of a document for one audience: what not everybody may read is never in what everybody may.
create table edition (
	meeting uuid not null references meeting,
	document uuid not null,
	number integer not null check (number > 0),
	audience text not null default 'public' check (audience in ('public', 'participants', 'secretariat')),
	published_at timestamptz not null default now(), -- may lie ahead: then it waits, and its audience reads it from that hour on
	tell boolean not null default false, -- from that hour on a clerk writes to those whom it touches …
	told_at timestamptz,              -- … and has written
	note texts,
	data jsonb not null check (data ? 'format'), -- what is frozen, in all languages; format: the number of its form
	changes jsonb not null default '[]', -- against the edition before, as codes and texts
	primary key (document, number, audience),
	foreign key (document, meeting) references document (id, meeting)
);
create index on edition (meeting);

-- An edition in one language: every text in the reader's language or a marked fallback. Derived from data when
-- the edition is published, so that a public page reads one row. In json, not jsonb: it is only passed through.
create table edition_text (
	meeting uuid not null,
	document uuid not null,
	number integer not null,
	audience text not null default 'public',
	language language not null,
	frame json not null,              -- what every page of the meeting shows
	state text,                       -- of an agenda: proposal of the Chair, draft, revised, adopted
	head json not null,               -- title, headings, notes
	content json not null,            -- of a program: the items under their days
	submissions json,                 -- of a program: the items that have papers, for a page that lists these
	steps jsonb,                      -- of a program: what comes when, for the page that says what is being dealt with (now.sql)
	primary key (document, number, audience, language),
	foreign key (document, number, audience) references edition,
	foreign key (document, meeting) references document (id, meeting)
);
alter table edition_text alter column head set storage external; -- read far more often than written
alter table edition_text alter column content set storage external;
alter table edition_text alter column submissions set storage external;

-- Pages of a public edition, ready to send. Derived: may be deleted at any time.
create table edition_page (
	meeting uuid not null,
	document uuid not null,
	number integer not null,
	audience text not null default 'public' check (audience = 'public'),
	language language not null,
	page text not null,               -- agenda, items/III
	made_with text not null,          -- hash of the templates and texts
	html text not null,
	primary key (document, number, language, page),
	foreign key (document, number, audience) references edition,
	foreign key (document, meeting) references document (id, meeting)
);
alter table edition_page alter column html set storage external;

-- The compiled papers of a panel, or the volume of the final report with its annexes. The row keeps the last good build; a failed build leaves it alone.
create table packet (
	id uuid primary key default gen_random_uuid(),
	meeting uuid not null references meeting,
	item uuid references item,        -- null: the volume
	language language not null,
	two_sided boolean not null default false, -- what begins, begins on the front of a leaf
	sha256 bytea,
	size bigint,
	pages integer,
	manifest jsonb,
	input_hash bytea,                 -- of all that went in: tells whether it is out of date
	built_at timestamptz,
	unique nulls not distinct (meeting, item, language)
);
create index on packet (item);

-- ---------------------------------------------------------------- work, mail, changes, events

-- Background work, claimed by a clerk with SKIP LOCKED and an advisory lock.
create table job (
	id bigint generated always as identity primary key,
	kind text not null check (kind in ('intake', 'packet', 'agenda')),
	meeting uuid references meeting,
	subject uuid not null,            -- the file, the packet or the agenda's text
	requested_by uuid references person,
	state text not null default 'queued' check (state in ('queued', 'running', 'done', 'failed')),
	progress integer not null default 0 check (progress between 0 and 100),
	attempts integer not null default 0,
	not_before timestamptz not null default now(),
	created timestamptz not null default now(),
	finished timestamptz,
	error text
);
create index on job (state, not_before) where state in ('queued', 'running');
create unique index on job (kind, subject) where state = 'queued';
create index on job (subject);

-- What the secretariat writes to a set of people of a meeting; its mails are written when it is due (sql/letters.sql).
create table letter (
	id uuid primary key default gen_random_uuid(),
	revision integer not null default 1,
	meeting uuid not null references meeting,
	audience text not null check (audience in ('not answered', 'paper awaited', 'no expert', 'panel', 'all')),
	item uuid references item on delete set null, -- of a letter to the speakers of one
	subject texts not null,
	body texts not null,
	written_by uuid references person,
	created timestamptz not null default now(),
	send_at timestamptz,              -- null: at once
	released_at timestamptz,          -- until then it is held
	sent_at timestamptz,              -- when its mails were written
	mails integer,                    -- how many there were
	discarded_at timestamptz,
	check (num_nonnulls(sent_at, discarded_at) <= 1),
	check (sent_at is null or released_at is not null)
);
create index on letter (meeting, created);
create index on letter (released_at) where sent_at is null and discarded_at is null;
create index on letter (item);

-- The text of an agenda on its way into a meeting. What each line of it is gets read anew whenever it is looked at
-- (fcgi/agenda/agenda.h); what its reader says otherwise is kept. It is swept after a month.
create table agenda_text (
	id uuid primary key default gen_random_uuid(),
	meeting uuid not null references meeting,
	person uuid not null references person, -- who sent it, and alone sees it
	upload uuid references upload on delete set null, -- the file that the clerk takes it out of
	file_name text,
	refusal text,                     -- why nothing could be taken out
	source text,                      -- null: not taken out yet
	language language,                -- of the text; null: as it is found to be
	notes jsonb not null default '[]', -- what was doubtful about its characters
	choices jsonb not null default '{}', -- what a reading was said to be, by the byte at which it begins
	saved boolean not null default false,
	created timestamptz not null default now()
);
create index on agenda_text (created);

-- Mail to send, written in the transaction of what it tells.
create table outbox (
	id uuid primary key default gen_random_uuid(), -- also the Message-ID
	meeting uuid references meeting,
	person uuid references person,
	address text not null,
	language language not null,
	template text not null,
	data jsonb not null,
	slot uuid references slot on delete set null, -- that it is about
	letter uuid references letter,    -- that it is a mail of
	resends uuid references outbox,   -- the mail that staff sent once more
	created timestamptz not null default now(),
	not_before timestamptz not null default now(),
	attempts integer not null default 0,
	sent_at timestamptz,
	failed_at timestamptz,
	last_error text,
	discarded_at timestamptz,         -- by staff, before it was sent
	check (num_nonnulls(sent_at, failed_at, discarded_at) <= 1)
);
create index on outbox (not_before) where sent_at is null and failed_at is null and discarded_at is null;
create index on outbox (meeting, created, id);
create index on outbox (person, created);
create index on outbox (person) where failed_at is not null;
create index on outbox (slot);
create index on outbox (letter) where letter is not null;
create index on outbox (resends);

-- A reminder that was written: of a paper, so many days before it was due; never a second time.
create table reminder (
	meeting uuid not null references meeting,
	slot uuid not null references slot on delete cascade,
	person uuid not null references person,
	due timestamptz not null,
	days integer not null,
	at timestamptz not null default now(),
	primary key (slot, person, due, days)
);
create index on reminder (person);

-- One edit of the agenda, of a meeting's settings, of a party, a slot or a delegation's member. Texts and names live here,
-- and never in the event log, so that a person can be erased from it.
create table change (
	id bigint generated always as identity primary key, -- in the order in which they were made
	act uuid not null,                -- of all that one form changed: taken back together
	undoes uuid,                      -- the act that this one took back
	meeting uuid references meeting,  -- null: a party, which is not one meeting's
	party uuid references party,      -- of a delegation's row
	person uuid references person,    -- null: the command line
	at timestamptz not null default clock_timestamp(),
	kind text not null check (kind in ('body', 'meeting', 'sitting', 'item', 'schedule_entry', 'party', 'slot', 'delegation_member',
		'speaker_list', 'proposal', 'theme', 'objective', 'category', 'letter', 'slot_person', 'section', 'paragraph', 'footnote',
		'working_group', 'conclusion', 'reservation', 'follow_up',
		'report_section', 'report_comment')),
	subject uuid not null,            -- the row
	revision integer not null,        -- that the row had afterwards
	before jsonb,                     -- the columns that differ; null: the row was added
	after jsonb,                      -- null: it was removed
	check (before is not null or after is not null)
);
create index on change (meeting, id);
create index on change (act);
create index on change (meeting) where kind = 'item' and before ? 'fixed_number';
create index on change (kind, subject, id);

-- What happened, as a chain of hashes, one a meeting (null: the installation). Ids and hashes only, no
-- names or addresses, so that a person can be erased and the chain stays valid.
create table event (
	meeting uuid references meeting,
	number bigint not null,
	at timestamptz not null,
	actor uuid,
	kind text not null,
	subject uuid,
	data jsonb not null default '{}',
	previous bytea not null,
	hash bytea not null,
	unique nulls not distinct (meeting, number)
);
create index on event (at);

create table event_head (
	meeting uuid references meeting,
	number bigint not null,
	hash bytea not null,
	unique nulls not distinct (meeting)
);
