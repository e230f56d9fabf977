-- The state of limier audit. Times are nanoseconds since 1970, UTC.
PRAGMA application_id = 1279872339; -- "LIMS"
PRAGMA user_version = 1;

CREATE TABLE meta (
    name TEXT PRIMARY KEY,
    number INTEGER,
    text TEXT
) STRICT, WITHOUT ROWID;

-- Texts that were read, wholly or in part.
CREATE TABLE streams (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL,
    head TEXT NOT NULL,            -- SHA-256 of the first head_bytes bytes of the text
    head_bytes INTEGER NOT NULL,
    bytes INTEGER NOT NULL,        -- counted so far
    lines INTEGER NOT NULL,
    sha256 TEXT NOT NULL,          -- of what was counted
    held INTEGER NOT NULL,         -- a last line without its end was left
    coverage BLOB NOT NULL
) STRICT;

-- Files as they lay there: an unchanged one is not opened.
CREATE TABLE files (
    path TEXT PRIMARY KEY,
    device INTEGER NOT NULL,
    inode INTEGER NOT NULL,
    bytes INTEGER NOT NULL,
    changed_ns INTEGER NOT NULL,
    held INTEGER NOT NULL,
    stream INTEGER                 -- NULL: nothing of it is counted
) STRICT, WITHOUT ROWID;

-- Files of traces in nights/.
CREATE TABLE nights (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL,
    bytes INTEGER NOT NULL,
    sha256 TEXT NOT NULL,
    first_ns INTEGER,
    last_ns INTEGER,
    run_ns INTEGER NOT NULL
) STRICT;

-- Findings as they were told last.
CREATE TABLE findings (
    account TEXT PRIMARY KEY,
    verdict INTEGER NOT NULL,
    first_ns INTEGER,
    last_ns INTEGER,
    floor INTEGER NOT NULL,
    ceiling INTEGER NOT NULL,
    insurers INTEGER NOT NULL,
    told_ns INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Alerts of signatures that were told: what they are about, from when to when.
CREATE TABLE alerts (
    digest TEXT NOT NULL,          -- SHA-256 of the rule and of its group, or account and address
    first_ns INTEGER NOT NULL,
    last_ns INTEGER NOT NULL,
    told_ns INTEGER NOT NULL,
    PRIMARY KEY (digest, first_ns)
) STRICT, WITHOUT ROWID;

-- Messages that could not be delivered, by channel: the next run tries again.
CREATE TABLE outbox (
    id INTEGER PRIMARY KEY,
    channel TEXT NOT NULL,
    made_ns INTEGER NOT NULL,
    parcel BLOB NOT NULL
) STRICT;
