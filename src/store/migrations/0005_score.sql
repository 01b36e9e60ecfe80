-- What the order is judged by. Inputs are kept, results never; a new framework needs no new column.
CREATE TABLE score_input (
  id     INTEGER PRIMARY KEY AUTOINCREMENT,
  item   INTEGER NOT NULL REFERENCES item(id),
  -- As `domain::score` names it: "rice.reach".
  input  TEXT NOT NULL CHECK (input <> ''),
  -- In thousandths.
  value  INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX score_input_item ON score_input (item, input);
-- All values of one input, read without the rows.
CREATE INDEX score_input_of ON score_input (input, item, value);

-- Which of two items is the better one, as somebody said; 0: neither.
CREATE TABLE duel (
  id      INTEGER PRIMARY KEY AUTOINCREMENT,
  item    INTEGER NOT NULL REFERENCES item(id),
  other   INTEGER NOT NULL REFERENCES item(id),
  is_won  INTEGER NOT NULL CHECK (is_won IN (0, 1)),
  CHECK (item <> other)
) STRICT;
CREATE UNIQUE INDEX duel_pair ON duel (min(item, other), max(item, other));
CREATE INDEX duel_item ON duel (item);
CREATE INDEX duel_other ON duel (other);

-- The framework a product is ordered by, its weights, its cuts: JSON, so that a framework may bring its own.
CREATE TABLE scoring (
  id       INTEGER PRIMARY KEY AUTOINCREMENT,
  product  INTEGER NOT NULL UNIQUE REFERENCES product(id),
  setup    TEXT NOT NULL CHECK (json_valid(setup))
) STRICT;

-- Why a step was made, told afterwards.
CREATE TABLE remark (
  id    INTEGER PRIMARY KEY AUTOINCREMENT,
  step  INTEGER NOT NULL UNIQUE REFERENCES step(id),
  text  TEXT NOT NULL CHECK (text <> '')
) STRICT;

-- Why it stands where it stands by decision: no score moves it. NULL: not fixed.
ALTER TABLE item ADD COLUMN pinned TEXT CHECK (pinned <> '');
CREATE INDEX item_pinned ON item (product, pinned) WHERE pinned IS NOT NULL;

-- What went into a Sprint or came out of one, for figures of Sprints that were taken back.
CREATE INDEX event_moved ON event (item) WHERE fact = 'sprint';
