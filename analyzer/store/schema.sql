-- case.sqlite: what a case counts in thousands, for any tool that reads SQLite. Pseudonymised: no table has a
-- beneficiary, not even as a token; persons and single acts are in exposed/ and timeline.jsonl.
--
-- Times stand twice: as RFC 3339 text in UTC for people, and as nanoseconds since 1970-01-01T00:00:00Z in …_ns for
-- arithmetic. Both are NULL where the log does not say. Texts from the log have their control bytes and invalid UTF-8
-- written as \xNN. user_version is the version of this schema: tables and views that are added leave it as
-- it is, since whoever knew the others finds them unchanged.

PRAGMA application_id = 1279872338; -- "LIMR"
PRAGMA user_version = 1;

-- Facts about the case, by name: schema, versions, period, portal, key (its name, not the key), counts. The clock of
-- the run is in manifest.json, so that the same evidence gives the same database.
CREATE TABLE meta (
    name TEXT PRIMARY KEY,
    value TEXT
) STRICT, WITHOUT ROWID;

-- One row for each file that was read. lines = parsed + rejected + skipped.
CREATE TABLE inputs (
    id INTEGER PRIMARY KEY,
    input TEXT NOT NULL,           -- path as given, "-" for standard input; members: archive!member
    layout TEXT,                   -- NULL: none was recognised
    containers TEXT,               -- what it lay in, from the outermost: "tar, gzip"
    damage TEXT,                   -- a sentence about unreadable bytes
    damage_kind TEXT,
    damage_offset INTEGER NOT NULL, -- in the file or member
    damage_at INTEGER NOT NULL,    -- in the decompressed stream: what lies before is not in doubt
    damage_lost INTEGER NOT NULL,  -- bytes that could not be used
    damage_gaps INTEGER NOT NULL,  -- places behind which reading went on
    damage_recovered INTEGER NOT NULL, -- bytes of text read behind the first gap
    checksum TEXT,                 -- good, wrong, absent; NULL: there is none to look at
    duplicate_of TEXT,             -- input with the same content, which is the one that counts
    sha256 TEXT,                   -- of the bytes as read; of a member, as it comes out of its archive
    bytes INTEGER NOT NULL,
    bytes_inflated INTEGER NOT NULL,
    lines INTEGER NOT NULL,
    parsed INTEGER NOT NULL,
    rejected INTEGER NOT NULL,
    skipped INTEGER NOT NULL,      -- blank lines, comments, headers
    outside INTEGER NOT NULL,      -- parsed, but before --since or after --until
    ambiguous INTEGER NOT NULL,    -- parsed, but quotes inside fields allow another reading
    first TEXT, first_ns INTEGER,
    last TEXT, last_ns INTEGER
) STRICT;

-- Rejected lines by reason.
CREATE TABLE rejects (
    input INTEGER NOT NULL REFERENCES inputs (id),
    reason TEXT NOT NULL,
    lines INTEGER NOT NULL,
    PRIMARY KEY (input, reason)
) STRICT, WITHOUT ROWID;

-- Some rejected lines; every digit is masked.
CREATE TABLE reject_samples (
    input INTEGER NOT NULL REFERENCES inputs (id),
    reason TEXT NOT NULL,
    line INTEGER NOT NULL,         -- from 1
    offset INTEGER NOT NULL,       -- of its first byte in the decompressed stream
    "column" INTEGER NOT NULL,     -- byte, from 0, at which it stopped making sense
    text_at INTEGER NOT NULL,      -- byte, from 0, at which the text begins: of long lines a part is kept
    text TEXT NOT NULL
) STRICT;

-- Order of the lines of each input. A server logs when a request ends, so a little disorder is usual.
CREATE TABLE input_times (
    input INTEGER PRIMARY KEY REFERENCES inputs (id),
    hours INTEGER,                 -- hours (UTC) with a line; NULL: too many to be true
    back INTEGER NOT NULL,         -- lines that are earlier than the line before
    clock_steps INTEGER NOT NULL,  -- of these, by more than 60 s
    most_s REAL NOT NULL,          -- the farthest back, in seconds; and where it stands
    most_line INTEGER, most_offset INTEGER,
    last_good TEXT, last_good_ns INTEGER -- of the last line before the damage; NULL without damage
) STRICT;

-- Files that one log was rotated into. Row 0 is all inputs together.
CREATE TABLE series (
    id INTEGER PRIMARY KEY,
    series TEXT,                   -- path without dates, rotation numbers and endings; NULL in row 0
    inputs INTEGER NOT NULL,       -- without duplicates
    lines INTEGER NOT NULL,        -- understood
    first TEXT, first_ns INTEGER,
    last TEXT, last_ns INTEGER,
    hours INTEGER,                 -- hours (UTC) with a line; NULL: too many to be true
    hours_without_lines INTEGER    -- between the first and the last
) STRICT;

-- Lines of each hour (UTC) that has any.
CREATE TABLE series_hours (
    series INTEGER NOT NULL REFERENCES series (id),
    hour TEXT, hour_ns INTEGER NOT NULL,
    lines INTEGER NOT NULL,
    PRIMARY KEY (series, hour_ns)
) STRICT, WITHOUT ROWID;

-- Hours without a line that a series' habit does not explain; and beginnings and ends, a day and more away
-- from those of the other series, whether explained or not.
CREATE TABLE silences (
    series INTEGER NOT NULL REFERENCES series (id),
    number INTEGER NOT NULL,
    kind TEXT NOT NULL,            -- inside, begins (later than others), ends (earlier than others)
    "from" TEXT, from_ns INTEGER,
    "to" TEXT, to_ns INTEGER,      -- end of the last hour
    hours INTEGER NOT NULL,
    expected REAL NOT NULL,        -- lines that its habit would have put there at least
    surprise REAL NOT NULL,        -- −log10 of the probability, corrected for the number of spans
    improbable INTEGER NOT NULL,   -- 1: counts as not read
    PRIMARY KEY (series, number)
) STRICT, WITHOUT ROWID;

-- All accounts, findings or not.
CREATE TABLE accounts (
    id INTEGER PRIMARY KEY,
    account TEXT NOT NULL,
    first TEXT, first_ns INTEGER,
    last TEXT, last_ns INTEGER,
    requests INTEGER NOT NULL,
    records INTEGER NOT NULL,      -- requests that showed a person's data
    beneficiaries INTEGER NOT NULL, -- distinct persons shown
    not_found INTEGER NOT NULL,
    follow_ups INTEGER NOT NULL,   -- PEC and claims
    active_days INTEGER NOT NULL,
    sources INTEGER NOT NULL,      -- distinct addresses
    peers INTEGER,                 -- group of accounts it was compared with
    day_median REAL,               -- distinct persons an active day
    day_max REAL
) STRICT;

-- Claims about accounts, worst first. floor: the attacker's sessions only; ceiling: the unclear ones as well.
CREATE TABLE findings (
    id INTEGER PRIMARY KEY,
    account_id INTEGER REFERENCES accounts (id),
    account TEXT NOT NULL,
    verdict TEXT NOT NULL,         -- harvesting, suspect, watch
    first TEXT, first_ns INTEGER,  -- of the attacker's sessions, not of the account
    last TEXT, last_ns INTEGER,
    beneficiaries_floor INTEGER NOT NULL,
    beneficiaries_ceiling INTEGER NOT NULL,
    beneficiaries_also_owner INTEGER NOT NULL, -- of the floor, shown to the owner as well
    records_floor INTEGER NOT NULL,
    records_ceiling INTEGER NOT NULL,
    not_found INTEGER NOT NULL,
    refused INTEGER NOT NULL,
    data TEXT NOT NULL,            -- categories shown, separated by blanks
    text_fr TEXT, text_en TEXT,
    allowed_reason TEXT,           -- why the operator allows this use; NULL: not allowed
    allowed_until TEXT, allowed_until_ns INTEGER,
    probability REAL NOT NULL,     -- that the use is a harvest
    weight REAL NOT NULL           -- of the evidence: log10 of the likelihood ratio
) STRICT;

-- Addresses that used a flagged account; number is the order, by requests.
CREATE TABLE finding_sources (
    finding INTEGER NOT NULL REFERENCES findings (id),
    number INTEGER NOT NULL,
    address TEXT,
    attributed TEXT NOT NULL,      -- owner, unclear, attacker
    country_code TEXT, country TEXT, city TEXT,
    latitude REAL, longitude REAL, accuracy_km INTEGER,
    asn INTEGER, organisation TEXT,
    first TEXT, first_ns INTEGER,
    last TEXT, last_ns INTEGER,
    requests INTEGER NOT NULL,
    records INTEGER NOT NULL,
    PRIMARY KEY (finding, number)
) STRICT, WITHOUT ROWID;

-- Sessions of flagged accounts: same address and agent, without a pause of 30 minutes.
CREATE TABLE sessions (
    finding INTEGER NOT NULL REFERENCES findings (id),
    number INTEGER NOT NULL,
    attributed TEXT NOT NULL,
    source INTEGER,
    agent TEXT,
    first TEXT, first_ns INTEGER,
    last TEXT, last_ns INTEGER,
    requests INTEGER NOT NULL,
    records INTEGER NOT NULL,
    beneficiaries INTEGER NOT NULL,
    not_found INTEGER NOT NULL,
    follow_ups INTEGER NOT NULL,
    first_input INTEGER REFERENCES inputs (id), first_line INTEGER, first_offset INTEGER,
    last_input INTEGER REFERENCES inputs (id), last_line INTEGER, last_offset INTEGER,
    weight REAL NOT NULL,          -- log10 of the odds that it is not the owner's
    PRIMARY KEY (finding, number),
    FOREIGN KEY (finding, source) REFERENCES finding_sources (finding, number)
) STRICT, WITHOUT ROWID;

-- Insurers' parts of a finding; NULL: the log does not say.
CREATE TABLE insurers (
    finding INTEGER NOT NULL REFERENCES findings (id),
    number INTEGER NOT NULL,
    insurer TEXT,
    floor INTEGER NOT NULL,
    ceiling INTEGER NOT NULL,
    PRIMARY KEY (finding, number)
) STRICT, WITHOUT ROWID;

-- Why: what a detector observed, against what it expected. weight: log10 of the likelihood ratio.
CREATE TABLE reasons (
    finding INTEGER NOT NULL REFERENCES findings (id),
    number INTEGER NOT NULL,
    detector TEXT NOT NULL,
    observed REAL,
    expected REAL,
    unit TEXT,
    weight REAL,
    "from" TEXT, from_ns INTEGER,
    "to" TEXT, to_ns INTEGER,
    text_fr TEXT, text_en TEXT,
    "of" REAL,                     -- chances to observe it; 0: a count that is no part of anything
    PRIMARY KEY (finding, number)
) STRICT, WITHOUT ROWID;

-- Lines that a reason rests on.
CREATE TABLE evidence (
    finding INTEGER NOT NULL,
    reason INTEGER NOT NULL,
    number INTEGER NOT NULL,
    input INTEGER REFERENCES inputs (id), line INTEGER, offset INTEGER,
    time TEXT, time_ns INTEGER,
    PRIMARY KEY (finding, reason, number),
    FOREIGN KEY (finding, reason) REFERENCES reasons (finding, number)
) STRICT, WITHOUT ROWID;

-- Decisive moments of a finding.
CREATE TABLE moments (
    finding INTEGER NOT NULL REFERENCES findings (id),
    number INTEGER NOT NULL,
    time TEXT, time_ns INTEGER,
    what TEXT NOT NULL,
    text_fr TEXT, text_en TEXT,
    input INTEGER REFERENCES inputs (id), line INTEGER, offset INTEGER,
    PRIMARY KEY (finding, number)
) STRICT, WITHOUT ROWID;

-- Distinct persons shown each local day of a flagged account.
CREATE TABLE days (
    finding INTEGER NOT NULL REFERENCES findings (id),
    number INTEGER NOT NULL,
    start TEXT, start_ns INTEGER,
    owner INTEGER NOT NULL,
    unclear INTEGER NOT NULL,
    attacker INTEGER NOT NULL,
    PRIMARY KEY (finding, number)
) STRICT, WITHOUT ROWID;

-- Findings that one attacker made through several accounts. beneficiaries: distinct persons of all accounts together.
CREATE TABLE campaigns (
    id INTEGER PRIMARY KEY,
    first TEXT, first_ns INTEGER,
    last TEXT, last_ns INTEGER,
    beneficiaries_floor INTEGER NOT NULL,
    beneficiaries_ceiling INTEGER NOT NULL,
    records_floor INTEGER NOT NULL,
    records_ceiling INTEGER NOT NULL
) STRICT;

CREATE TABLE campaign_findings (
    campaign INTEGER NOT NULL REFERENCES campaigns (id),
    finding INTEGER NOT NULL REFERENCES findings (id),
    PRIMARY KEY (campaign, finding)
) STRICT, WITHOUT ROWID;

-- What was shown in all findings on the lists, each person counted once. id 0 is all of them together;
-- then one row for each insurer (name NULL: the log does not say). Persons of several insurers count for each.
CREATE TABLE totals (
    id INTEGER PRIMARY KEY,
    insurer TEXT,
    floor INTEGER NOT NULL,
    ceiling INTEGER NOT NULL,
    views INTEGER NOT NULL,
    first TEXT, first_ns INTEGER,
    last TEXT, last_ns INTEGER
) STRICT;

-- Of them, the persons of whom each category of data was shown; categories that were not shown have no row.
CREATE TABLE total_shown (
    total INTEGER NOT NULL REFERENCES totals (id),
    category TEXT NOT NULL,
    floor INTEGER NOT NULL,
    ceiling INTEGER NOT NULL,
    PRIMARY KEY (total, category)
) STRICT, WITHOUT ROWID;

-- What the accounts of a campaign have in common, and how many of them.
CREATE TABLE campaign_shared (
    campaign INTEGER NOT NULL REFERENCES campaigns (id),
    number INTEGER NOT NULL,
    kind TEXT NOT NULL,            -- address, network, agent, persons, sequence, rhythm
    value TEXT NOT NULL,
    accounts INTEGER NOT NULL,
    PRIMARY KEY (campaign, number)
) STRICT, WITHOUT ROWID;

-- Rules that alerted, by level, highest first; with what they say of themselves. Strangers wrote that.
CREATE TABLE signatures (
    id INTEGER PRIMARY KEY,
    rule TEXT,                     -- the rule's own id
    level TEXT NOT NULL,           -- informational, low, medium, high, critical
    kind TEXT NOT NULL,            -- detection, correlation
    title_fr TEXT, title_en TEXT,
    description_fr TEXT, description_en TEXT,
    author TEXT, license TEXT,
    file TEXT,                     -- "builtin:…" for rules that are part of limier
    alerts INTEGER NOT NULL,       -- all of them; table alerts has 1,000 of a rule at most
    events INTEGER NOT NULL,       -- lines or acts that these alerts are made of
    accounts INTEGER NOT NULL,     -- distinct ones that they name
    first TEXT, first_ns INTEGER,
    last TEXT, last_ns INTEGER,
    weight REAL NOT NULL           -- of one alert against the use of its account: log10 of the likelihood ratio
) STRICT;

-- What a rule refers to, is filed under, and may be mistaken about.
CREATE TABLE signature_notes (
    signature INTEGER NOT NULL REFERENCES signatures (id),
    kind TEXT NOT NULL,            -- reference, tag, falsepositive
    number INTEGER NOT NULL,
    text TEXT NOT NULL,
    PRIMARY KEY (signature, kind, number)
) STRICT, WITHOUT ROWID;

-- Times at which a rule was true, in order of time. An alert says what was done, and accuses nobody by itself.
CREATE TABLE alerts (
    id INTEGER PRIMARY KEY,
    signature INTEGER NOT NULL REFERENCES signatures (id),
    first TEXT, first_ns INTEGER,  -- of the window in which it began
    at TEXT, at_ns INTEGER,        -- the event at which the rule became true
    last TEXT, last_ns INTEGER,    -- the last one that still found it true
    events INTEGER NOT NULL,
    value REAL,                    -- what a correlation counted, at its most extreme
    account TEXT, source TEXT, agent TEXT,
    "group" TEXT,                  -- what a correlation groups by: "c-ip 192.0.2.1"
    request TEXT,                  -- masked
    finding INTEGER REFERENCES findings (id) -- of its account, where that has one
) STRICT;

-- Lines that an alert rests on.
CREATE TABLE alert_evidence (
    alert INTEGER NOT NULL REFERENCES alerts (id),
    number INTEGER NOT NULL,
    input INTEGER REFERENCES inputs (id), line INTEGER, offset INTEGER,
    PRIMARY KEY (alert, number)
) STRICT, WITHOUT ROWID;

-- The findings, in one line each.
CREATE VIEW v_findings AS
SELECT account, verdict, first, last,
       beneficiaries_floor AS floor, beneficiaries_ceiling AS ceiling,
       (SELECT count(*) FROM finding_sources AS s
         WHERE s.finding = f.id AND s.attributed = 'attacker') AS attacker_sources,
       (SELECT group_concat(detector, ' ') FROM (SELECT detector FROM reasons AS r
         WHERE r.finding = f.id ORDER BY weight DESC, number)) AS detectors,
       data
  FROM findings AS f ORDER BY id;

-- Every address that used a flagged account, and how many flagged accounts share it.
CREATE VIEW v_sources AS
SELECT f.account, s.address, s.attributed, s.country_code, s.city, s.asn, s.organisation,
       s.first, s.last, s.requests, s.records,
       (SELECT count(DISTINCT o.finding) FROM finding_sources AS o
         WHERE o.address = s.address) AS flagged_accounts
  FROM finding_sources AS s JOIN findings AS f ON f.id = s.finding
 ORDER BY f.id, s.number;

-- Sessions with their address, in order of time.
CREATE VIEW v_sessions AS
SELECT f.account, n.attributed, s.address, s.country_code, n.agent, n.first, n.last,
       n.requests, n.records, n.beneficiaries, n.not_found, n.follow_ups,
       i.input AS first_input, n.first_line
  FROM sessions AS n JOIN findings AS f ON f.id = n.finding
  LEFT JOIN finding_sources AS s ON s.finding = n.finding AND s.number = n.source
  LEFT JOIN inputs AS i ON i.id = n.first_input
 ORDER BY n.first_ns, f.id, n.number;

-- Reasons with the place of their evidence.
CREATE VIEW v_evidence AS
SELECT f.account, r.detector, r.observed, r.expected, r.unit, i.input, e.line, e.offset, e.time
  FROM evidence AS e
  JOIN reasons AS r ON r.finding = e.finding AND r.number = e.reason
  JOIN findings AS f ON f.id = e.finding
  LEFT JOIN inputs AS i ON i.id = e.input
 ORDER BY f.id, r.number, e.number;

-- Campaigns, with their accounts and addresses.
CREATE VIEW v_campaigns AS
SELECT c.id AS campaign, c.first, c.last, c.beneficiaries_floor AS floor,
       c.beneficiaries_ceiling AS ceiling,
       (SELECT count(*) FROM campaign_findings AS m WHERE m.campaign = c.id) AS accounts,
       (SELECT group_concat(account, ' ') FROM (SELECT f.account FROM campaign_findings AS m
          JOIN findings AS f ON f.id = m.finding WHERE m.campaign = c.id ORDER BY f.id)) AS names,
       (SELECT group_concat(value, ' ') FROM (SELECT value FROM campaign_shared AS s
         WHERE s.campaign = c.id AND s.kind = 'address' ORDER BY number)) AS addresses
  FROM campaigns AS c ORDER BY c.id;

-- What was read of each input, and how much of it was not.
CREATE VIEW v_coverage AS
SELECT input, layout, lines, parsed, rejected, skipped,
       CASE WHEN lines > 0 THEN round(100.0 * rejected / lines, 3) END AS rejected_pct,
       first, last, damage, duplicate_of
  FROM inputs ORDER BY id;

-- Hours that are missing, the least probable first; series NULL: in all inputs at once.
CREATE VIEW v_silences AS
SELECT s.series, g.kind, g."from", g."to", g.hours, g.expected, g.improbable
  FROM silences AS g JOIN series AS s ON s.id = g.series
 ORDER BY g.improbable DESC, g.surprise DESC, s.id, g.number;

-- Accounts by the number of persons that they were shown.
CREATE VIEW v_busiest_accounts AS
SELECT a.account, a.beneficiaries, a.records, a.requests, a.not_found, a.follow_ups,
       CASE WHEN a.records > 0 THEN round(1.0 * a.follow_ups / a.records, 3) END
           AS follow_ups_per_record,
       a.active_days, a.day_median, a.day_max, a.sources, f.verdict
  FROM accounts AS a LEFT JOIN findings AS f ON f.account_id = a.id
 ORDER BY a.beneficiaries DESC, a.account;

-- Rules that alerted, in one line each; listed: alerts of theirs that table alerts has.
CREATE VIEW v_signatures AS
SELECT s.level, coalesce(s.title_en, s.title_fr) AS title, s.alerts,
       (SELECT count(*) FROM alerts AS a WHERE a.signature = s.id) AS listed,
       s.events, s.accounts, s.first, s.last, s.author, s.license, s.rule, s.file
  FROM signatures AS s ORDER BY s.id;

-- Alerts with their rule and the place of their first line; verdict: of the account's finding.
CREATE VIEW v_alerts AS
SELECT a.at, a.last, s.level, coalesce(s.title_en, s.title_fr) AS title, a.account, a.source,
       a.events, a.value, a."group", a.request, f.verdict, i.input, e.line
  FROM alerts AS a JOIN signatures AS s ON s.id = a.signature
  LEFT JOIN findings AS f ON f.id = a.finding
  LEFT JOIN alert_evidence AS e ON e.alert = a.id AND e.number = 0
  LEFT JOIN inputs AS i ON i.id = e.input
 ORDER BY a.id;
