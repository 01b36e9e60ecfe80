-- What Sprints need. A number is given once in a product; `counter.sprint` only grows.
CREATE TABLE sprint (
  id              INTEGER PRIMARY KEY AUTOINCREMENT,
  uid             TEXT NOT NULL UNIQUE CHECK (length(uid) = 36),
  product         INTEGER NOT NULL REFERENCES product(id),
  number          INTEGER NOT NULL CHECK (number > 0),
  name            TEXT NOT NULL DEFAULT '',
  goal            TEXT NOT NULL DEFAULT '',
  starts          TEXT,
  ends            TEXT,
  capacity        INTEGER CHECK (capacity > 0),
  phase           TEXT NOT NULL DEFAULT 'planned' CHECK (phase IN ('planned', 'active', 'closed')),
  started_at      INTEGER,
  started_on      TEXT,
  closed_at       INTEGER,
  closed_on       TEXT,
  goal_met        INTEGER CHECK (goal_met IN (0, 1)),
  notes           TEXT NOT NULL DEFAULT '',
  -- One that was held elsewhere: what is known of it, in thousandths of points.
  is_past         INTEGER NOT NULL DEFAULT 0 CHECK (is_past IN (0, 1)),
  past_planned    INTEGER,
  past_completed  INTEGER,
  CHECK (ends IS NULL OR starts IS NULL OR ends >= starts),
  CHECK ((started_at IS NULL) = (started_on IS NULL)),
  CHECK ((closed_at IS NULL) = (closed_on IS NULL)),
  CHECK (is_past = 1 OR (phase = 'planned') = (started_at IS NULL)),
  CHECK (is_past = 1 OR (phase = 'closed') = (closed_at IS NOT NULL))
) STRICT;
CREATE UNIQUE INDEX sprint_number ON sprint (product, number);
-- One Scrum Team works at one Sprint Goal.
CREATE UNIQUE INDEX sprint_active ON sprint (product) WHERE phase = 'active';
ALTER TABLE counter ADD COLUMN sprint INTEGER NOT NULL DEFAULT 0;

ALTER TABLE item ADD COLUMN sprint INTEGER REFERENCES sprint(id);
ALTER TABLE item ADD COLUMN serves_goal INTEGER NOT NULL DEFAULT 0;
-- The one line that tells users what it is worth.
ALTER TABLE item ADD COLUMN worth TEXT NOT NULL DEFAULT '';
-- Feedback: on which item, and in the review of which Sprint.
ALTER TABLE item ADD COLUMN about INTEGER REFERENCES item(id);
ALTER TABLE item ADD COLUMN heard_in INTEGER REFERENCES sprint(id);
CREATE INDEX item_sprint ON item (sprint, rank) WHERE sprint IS NOT NULL;
CREATE INDEX item_serves ON item (product, serves_goal) WHERE serves_goal = 1;
CREATE INDEX item_about ON item (about) WHERE about IS NOT NULL;
CREATE INDEX item_heard ON item (heard_in) WHERE heard_in IS NOT NULL;

-- An item (`card`) as it was when a Sprint started or closed. It outlives the item: figures of what is over never change.
CREATE TABLE frozen (
  id           INTEGER PRIMARY KEY AUTOINCREMENT,
  sprint       INTEGER NOT NULL REFERENCES sprint(id),
  card         INTEGER NOT NULL,
  moment       TEXT NOT NULL CHECK (moment IN ('start', 'end')),
  state        TEXT NOT NULL,
  estimate     TEXT,
  serves_goal  INTEGER NOT NULL,
  went         TEXT CHECK (went IN ('next', 'backlog', 'stayed'))
) STRICT;
CREATE UNIQUE INDEX frozen_sprint ON frozen (sprint, moment, card);
CREATE INDEX frozen_card ON frozen (card, moment);
CREATE INDEX frozen_carried ON frozen (card, went) WHERE went = 'next';

-- What a Sprint Retrospective agreed on.
CREATE TABLE improvement (
  id       INTEGER PRIMARY KEY AUTOINCREMENT,
  sprint   INTEGER NOT NULL REFERENCES sprint(id),
  text     TEXT NOT NULL CHECK (text <> ''),
  owner    TEXT NOT NULL DEFAULT '',
  due      TEXT,
  done_on  TEXT
) STRICT;
CREATE INDEX improvement_sprint ON improvement (sprint, id);

-- More facts. `sprint` is the running Sprint that a fact belongs to: the item was in it before or after.
CREATE TABLE event_new (
  id      INTEGER PRIMARY KEY AUTOINCREMENT,
  item    INTEGER NOT NULL REFERENCES item(id),
  fact    TEXT NOT NULL CHECK (fact IN ('state', 'estimate', 'sprint', 'accepted', 'returned')),
  was     TEXT,
  became  TEXT,
  at      INTEGER NOT NULL,
  day     TEXT NOT NULL,
  sprint  INTEGER REFERENCES sprint(id),
  reason  TEXT,
  asked   TEXT
) STRICT;
INSERT INTO event_new (id, item, fact, was, became, at, day) SELECT id, item, fact, was, became, at, day FROM event;
DROP TABLE event;
ALTER TABLE event_new RENAME TO event;
CREATE INDEX event_item ON event (item);
-- What was done, for figures over a time.
CREATE INDEX event_done ON event (at, item) WHERE fact = 'state' AND became = 'done';
CREATE INDEX event_sprint ON event (sprint, id) WHERE sprint IS NOT NULL;
