-- The first schema. Once landed, this text never changes; the next change of the schema is 0002.
-- Instants are UTC milliseconds; days are local dates as text; words are those of the domain's enums.

CREATE TABLE product (
  id          INTEGER PRIMARY KEY AUTOINCREMENT,
  uid         TEXT NOT NULL UNIQUE CHECK (length(uid) = 36),
  name        TEXT NOT NULL CHECK (name <> ''),
  prefix      TEXT NOT NULL UNIQUE CHECK (prefix <> '' AND prefix NOT GLOB '*[^A-Z0-9]*'),
  scale       TEXT NOT NULL,
  created_at  INTEGER NOT NULL
) STRICT;

CREATE TABLE item (
  id                   INTEGER PRIMARY KEY AUTOINCREMENT,
  uid                  TEXT NOT NULL UNIQUE CHECK (length(uid) = 36),
  product              INTEGER NOT NULL REFERENCES product(id),
  number               INTEGER NOT NULL CHECK (number > 0),
  rank                 INTEGER NOT NULL,
  kind                 TEXT NOT NULL CHECK (kind IN ('epic', 'story', 'bug', 'debt', 'spike', 'task')),
  state                TEXT NOT NULL
    CHECK (state IN ('inbox', 'open', 'ready', 'in progress', 'to accept', 'done', 'declined')),
  title                TEXT NOT NULL CHECK (title <> ''),
  persona              TEXT NOT NULL DEFAULT '',
  want                 TEXT NOT NULL DEFAULT '',
  benefit              TEXT NOT NULL DEFAULT '',
  description          TEXT NOT NULL DEFAULT '',
  estimate             TEXT CHECK (estimate <> ''),
  points               INTEGER,
  parent               INTEGER REFERENCES item(id) CHECK (parent <> id),
  asked                TEXT NOT NULL DEFAULT '',
  assignee             TEXT NOT NULL DEFAULT '',
  due                  TEXT,
  note                 TEXT NOT NULL DEFAULT '',
  blocked              TEXT CHECK (blocked <> ''),
  decline_reason       TEXT CHECK (decline_reason <> ''),
  decline_alternative  TEXT,
  decline_requester    TEXT,
  source               TEXT,
  foreign_key          TEXT,
  imported             TEXT,
  created_at           INTEGER NOT NULL,
  updated_at           INTEGER NOT NULL,
  done_at              INTEGER,
  declined_at          INTEGER,
  trashed_at           INTEGER,
  CHECK ((state = 'done') = (done_at IS NOT NULL)),
  CHECK ((state = 'declined') = (declined_at IS NOT NULL)),
  CHECK ((declined_at IS NULL) = (decline_reason IS NULL)),
  CHECK ((source IS NULL) = (foreign_key IS NULL)),
  CHECK (points IS NULL OR estimate IS NOT NULL),
  CHECK (kind <> 'epic' OR parent IS NULL)
) STRICT;

CREATE UNIQUE INDEX item_rank ON item (product, rank);
CREATE UNIQUE INDEX item_number ON item (product, number);
CREATE UNIQUE INDEX item_foreign ON item (product, source, foreign_key) WHERE source IS NOT NULL;
CREATE INDEX item_parent ON item (parent) WHERE parent IS NOT NULL;

-- One partial index a list: each item is in exactly one of them. The condition is part of the index, so that a query
-- that says the same is answered from the index alone.
CREATE INDEX item_backlog ON item (product, rank,
  (trashed_at IS NULL AND kind <> 'epic' AND state IN ('open', 'ready', 'in progress', 'to accept')))
  WHERE (trashed_at IS NULL AND kind <> 'epic' AND state IN ('open', 'ready', 'in progress', 'to accept')) = 1;
CREATE INDEX item_inbox ON item (product, rank,
  (trashed_at IS NULL AND state = 'inbox'))
  WHERE (trashed_at IS NULL AND state = 'inbox') = 1;
CREATE INDEX item_epics ON item (product, rank,
  (trashed_at IS NULL AND kind = 'epic' AND state IN ('open', 'ready', 'in progress', 'to accept')))
  WHERE (trashed_at IS NULL AND kind = 'epic' AND state IN ('open', 'ready', 'in progress', 'to accept')) = 1;
CREATE INDEX item_done ON item (product, done_at DESC, id,
  (trashed_at IS NULL AND state = 'done'))
  WHERE (trashed_at IS NULL AND state = 'done') = 1;
CREATE INDEX item_declined ON item (product, declined_at DESC, id,
  (trashed_at IS NULL AND state = 'declined'))
  WHERE (trashed_at IS NULL AND state = 'declined') = 1;
CREATE INDEX item_trash ON item (product, trashed_at DESC, id,
  (trashed_at IS NOT NULL))
  WHERE (trashed_at IS NOT NULL) = 1;

CREATE TABLE criterion (
  id      INTEGER PRIMARY KEY AUTOINCREMENT,
  uid     TEXT NOT NULL UNIQUE CHECK (length(uid) = 36),
  item    INTEGER NOT NULL REFERENCES item(id),
  n       INTEGER NOT NULL,
  text    TEXT NOT NULL CHECK (text <> ''),
  is_met  INTEGER NOT NULL DEFAULT 0 CHECK (is_met IN (0, 1))
) STRICT;
CREATE INDEX criterion_item ON criterion (item, n);

CREATE TABLE subtask (
  id       INTEGER PRIMARY KEY AUTOINCREMENT,
  item     INTEGER NOT NULL REFERENCES item(id),
  n        INTEGER NOT NULL,
  text     TEXT NOT NULL CHECK (text <> ''),
  is_done  INTEGER NOT NULL DEFAULT 0 CHECK (is_done IN (0, 1))
) STRICT;
CREATE INDEX subtask_item ON subtask (item, n);

CREATE TABLE item_tag (
  id      INTEGER PRIMARY KEY AUTOINCREMENT,
  item    INTEGER NOT NULL REFERENCES item(id),
  tag     TEXT NOT NULL CHECK (tag <> ''),
  folded  TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX item_tag_item ON item_tag (item, folded);

CREATE TABLE item_extra (
  id      INTEGER PRIMARY KEY AUTOINCREMENT,
  item    INTEGER NOT NULL REFERENCES item(id),
  source  TEXT NOT NULL,
  column  TEXT NOT NULL,
  n       INTEGER NOT NULL,
  value   TEXT NOT NULL
) STRICT;
CREATE INDEX item_extra_item ON item_extra (item, n);

-- Facts for the figures. `was` and `became` are the values before and after.
CREATE TABLE event (
  id      INTEGER PRIMARY KEY AUTOINCREMENT,
  item    INTEGER NOT NULL REFERENCES item(id),
  fact    TEXT NOT NULL CHECK (fact IN ('state', 'estimate')),
  was     TEXT,
  became  TEXT,
  at      INTEGER NOT NULL,
  day     TEXT NOT NULL
) STRICT;
CREATE INDEX event_item ON event (item);

-- From here on nothing is journaled.

-- One act of a person. `turn`: 0 done, 1 taken back, 2 brought back. `live`: nothing has taken it back.
-- `root`: the step with turn 0 that the others take back and bring back in turn.
CREATE TABLE step (
  id       INTEGER PRIMARY KEY AUTOINCREMENT,
  seq      INTEGER NOT NULL UNIQUE,
  product  INTEGER NOT NULL,
  at       INTEGER NOT NULL,
  day      TEXT NOT NULL,
  author   TEXT NOT NULL,
  window   TEXT NOT NULL,
  verb     TEXT NOT NULL,
  label    TEXT NOT NULL,
  change   TEXT NOT NULL,
  reason   TEXT,
  turn     INTEGER NOT NULL DEFAULT 0 CHECK (turn IN (0, 1, 2)),
  undoes   INTEGER REFERENCES step(id),
  root     INTEGER NOT NULL,
  live     INTEGER NOT NULL DEFAULT 1 CHECK (live IN (0, 1)),
  CHECK ((turn = 0) = (undoes IS NULL)),
  CHECK ((turn = 0) = (root = id))
) STRICT;
CREATE INDEX step_product ON step (product, id);
CREATE INDEX step_undo ON step (product, id) WHERE live = 1 AND turn <> 1;
CREATE INDEX step_redo ON step (product, id) WHERE live = 1 AND turn = 1;
CREATE INDEX step_root ON step (root) WHERE live = 1 AND turn <> 1;
CREATE INDEX step_first ON step (product, id) WHERE turn = 0;

-- Written by triggers only; rows are never changed.
CREATE TABLE journal (
  seq    INTEGER PRIMARY KEY,
  step   INTEGER NOT NULL REFERENCES step(id) DEFERRABLE INITIALLY DEFERRED,
  tab    TEXT NOT NULL,
  row    INTEGER NOT NULL,
  item   INTEGER,
  op     TEXT NOT NULL CHECK (op IN ('insert', 'update', 'renumber', 'delete')),
  delta  TEXT
) STRICT;
CREATE INDEX journal_step ON journal (step);
CREATE INDEX journal_item ON journal (item) WHERE item IS NOT NULL;

-- The number of the newest key of a product. It only grows.
CREATE TABLE counter (
  product  INTEGER PRIMARY KEY,
  number   INTEGER NOT NULL
) STRICT;

CREATE TABLE draft (
  id       INTEGER PRIMARY KEY AUTOINCREMENT,
  window   TEXT NOT NULL,
  about    TEXT NOT NULL,
  product  INTEGER,
  text     TEXT NOT NULL,
  UNIQUE (window, about)
) STRICT;

CREATE TABLE note (
  name   TEXT PRIMARY KEY,
  value  TEXT NOT NULL
) STRICT, WITHOUT ROWID;
