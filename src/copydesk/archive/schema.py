"""The tables of an archive, as numbered migrations.

An archive is one SQLite file in WAL mode. Each migration is applied once, in order, in a transaction of its own; the
number of the last one is the file's `user_version`. What a migration once said is never edited: a change is a new one.
`docs/schema.md` is written from the comments here.
"""

from __future__ import annotations

from typing import Final

APPLICATION: Final = 0x636F7079
"""The `application_id` of an archive, the letters "copy": any other SQLite file is refused."""

MIGRATIONS: Final = (
    """
-- Words that many captures share, for their compression.
CREATE TABLE dictionary (
  id INTEGER PRIMARY KEY,
  data BLOB NOT NULL,                -- a zstd dictionary
  made TEXT NOT NULL                 -- when
) STRICT;

-- Bytes as received, each content once; never changed.
CREATE TABLE body (
  id INTEGER PRIMARY KEY,
  sha256 BLOB NOT NULL UNIQUE,       -- of the bytes
  size INTEGER NOT NULL,             -- of the bytes
  dictionary INTEGER REFERENCES dictionary, -- that they are packed with; null for none
  data BLOB NOT NULL                 -- the bytes as one zstd frame
) STRICT;

-- One story, however often it was captured and under however many addresses.
CREATE TABLE article (
  id INTEGER PRIMARY KEY,
  origin INTEGER NOT NULL REFERENCES origin, -- the text that it shares with reprints
  site TEXT NOT NULL,                -- registrable site of its addresses; empty when none is known
  added TEXT NOT NULL                -- when it was first filed
) STRICT;
CREATE INDEX article_origin ON article (origin);

-- The text that reprints share; an article that nobody reprinted is an origin of its own.
CREATE TABLE origin (
  id INTEGER PRIMARY KEY
) STRICT;

-- How two articles are kin: whole reprints, passages that one quotes from the other, what may be a translation.
CREATE TABLE kin (
  article INTEGER NOT NULL REFERENCES article,
  other INTEGER NOT NULL REFERENCES article, -- filed before it
  kind TEXT NOT NULL,                -- reprint, quotes, translation
  share REAL NOT NULL,               -- of the shorter text that both have
  reason TEXT NOT NULL,
  passages TEXT NOT NULL,            -- JSON: [[start, end, start in the other, end in the other], ...]
  PRIMARY KEY (article, other)
) STRICT, WITHOUT ROWID;
CREATE INDEX kin_other ON kin (other);

-- Every address at which an article was seen, and what its forms share.
CREATE TABLE address (
  key TEXT NOT NULL,                 -- the same for all forms of one address
  url TEXT NOT NULL,
  article INTEGER NOT NULL REFERENCES article,
  how TEXT NOT NULL,                 -- where it was read
  seen TEXT NOT NULL,                -- time of the first capture that has it
  PRIMARY KEY (article, url)
) STRICT, WITHOUT ROWID;
CREATE INDEX address_key ON address (key);
CREATE INDEX address_url ON address (url);

-- One state of an article's copy, from its first capture in that state to the first in the next.
CREATE TABLE revision (
  id INTEGER PRIMARY KEY,
  article INTEGER NOT NULL REFERENCES article,
  since TEXT NOT NULL,               -- time of its first capture
  until TEXT,                        -- time of the first capture of the next state; null for the last
  title TEXT, deck TEXT, site TEXT, language TEXT, section TEXT, published TEXT, modified TEXT, image TEXT,
  authors TEXT NOT NULL,             -- JSON
  tags TEXT NOT NULL,                -- JSON
  verdict TEXT NOT NULL,
  text_sha256 BLOB NOT NULL,
  changes BLOB NOT NULL              -- since the revision before: msgpack of archive.records.Comparison
) STRICT;
CREATE INDEX revision_article ON revision (article, since);
CREATE INDEX revision_since ON revision (since);

-- What a revision says, apart from it, so that lists of revisions are quick to read.
CREATE TABLE copy (
  revision INTEGER PRIMARY KEY REFERENCES revision,
  text TEXT NOT NULL,                -- the body alone
  markdown BLOB NOT NULL,            -- the body as Markdown, zstd
  state BLOB NOT NULL                -- what later captures are compared with: msgpack of archive.records.State, zstd
) STRICT;

-- One reception: bytes, with where, when and how; never changed. A wall has no revision.
CREATE TABLE capture (
  id INTEGER PRIMARY KEY,
  body INTEGER NOT NULL REFERENCES body,
  article INTEGER REFERENCES article,
  revision INTEGER REFERENCES revision,
  time TEXT NOT NULL,                -- when it was captured, or filed where that is unknown; UTC
  captured TEXT,                     -- as the capture says
  captured_how TEXT NOT NULL,
  added TEXT NOT NULL,               -- when it was filed; UTC
  name TEXT NOT NULL,                -- of the file, or where in a web archive
  etag TEXT, last_modified TEXT,     -- how its server is asked whether it has changed
  url TEXT,
  url_how TEXT NOT NULL,
  url_key TEXT,
  form TEXT NOT NULL,
  charset TEXT NOT NULL,
  verdict TEXT NOT NULL,
  confidence REAL NOT NULL,
  reason TEXT NOT NULL,
  warnings TEXT NOT NULL,            -- JSON
  version TEXT NOT NULL,             -- of copydesk, which read it
  text TEXT,                         -- where it is not the revision's to the letter
  findings BLOB NOT NULL             -- blocks, places, links, comments: msgpack of archive.parcels.Findings, zstd
) STRICT;
CREATE INDEX capture_article ON capture (article, time);
CREATE INDEX capture_revision ON capture (revision);
CREATE INDEX capture_body ON capture (body);
CREATE INDEX capture_key ON capture (url_key);

-- One value that a capture gives for a fact, with its evidence.
CREATE TABLE fact (
  capture INTEGER NOT NULL REFERENCES capture,
  name TEXT NOT NULL,
  rank INTEGER NOT NULL,             -- 0 is the value that was chosen, the others its alternatives
  part INTEGER NOT NULL,             -- which of several values (authors, tags), -1 for the whole
  value TEXT NOT NULL,               -- JSON
  how TEXT NOT NULL,
  start INTEGER, stop INTEGER,       -- in the text of the capture
  raw TEXT NOT NULL,
  confidence REAL NOT NULL,
  kind TEXT NOT NULL,
  PRIMARY KEY (capture, name, rank, part)
) STRICT, WITHOUT ROWID;

-- Samples of the words of articles, by which those with the same passages are found.
CREATE TABLE shingle (
  hash INTEGER NOT NULL,
  article INTEGER NOT NULL REFERENCES article,
  PRIMARY KEY (hash, article)
) STRICT, WITHOUT ROWID;

-- What could not be filed, so that nothing is lost in silence.
CREATE TABLE failure (
  id INTEGER PRIMARY KEY,
  time TEXT NOT NULL,
  source TEXT NOT NULL, error TEXT NOT NULL, message TEXT NOT NULL, next_step TEXT NOT NULL
) STRICT;

-- The words of every revision; scripts without spaces as pairs of signs. The row is that of the revision.
CREATE VIRTUAL TABLE words USING fts5 (
  title, deck, byline, site, host, body, -- host is the registrable site of its addresses
  content = '', tokenize = "unicode61 remove_diacritics 2"
);

-- Every word of the index once, for those who ask for a part of one.
CREATE TABLE word (
  word TEXT PRIMARY KEY
) STRICT, WITHOUT ROWID;
""",
    """
-- Which revisions were read for their statements, and by what.
CREATE TABLE reading (
  revision INTEGER PRIMARY KEY REFERENCES revision,
  reader TEXT NOT NULL               -- version of the ledger, and of its model
) STRICT;

-- Who said what in a revision.
CREATE TABLE statement (
  id INTEGER PRIMARY KEY,
  revision INTEGER NOT NULL REFERENCES revision,
  key TEXT NOT NULL,                 -- the statement's own id
  rank INTEGER NOT NULL,             -- its place in the article
  source TEXT NOT NULL,              -- name of the source, or the words that describe it; empty when open
  source_key TEXT NOT NULL,          -- the name in small letters without article, marks and accents
  kind TEXT NOT NULL,                -- of the source
  polarity TEXT NOT NULL,
  cue_class TEXT NOT NULL,
  said TEXT,                         -- when it was said, as far as it is known
  content_key TEXT NOT NULL,         -- the same for the same words of the same source
  data TEXT NOT NULL                 -- JSON of records.Statement
) STRICT;
CREATE INDEX statement_revision ON statement (revision, rank);
CREATE INDEX statement_source ON statement (source_key);
CREATE INDEX statement_content ON statement (content_key);

-- The words of statements; the row is that of the statement.
CREATE VIRTUAL TABLE statement_words USING fts5 (
  source, content,
  tokenize = "unicode61 remove_diacritics 2"
);

-- How one statement bears on another: the later or answering one on the earlier.
CREATE TABLE statement_link (
  later INTEGER NOT NULL REFERENCES statement,
  earlier INTEGER NOT NULL REFERENCES statement,
  kind TEXT NOT NULL,                -- denies, bears_on, repeats, same_words, corrects, retracts
  scope TEXT NOT NULL,
  evidence TEXT NOT NULL,
  confidence REAL NOT NULL,
  PRIMARY KEY (later, earlier, kind)
) STRICT, WITHOUT ROWID;
CREATE INDEX statement_link_earlier ON statement_link (earlier);
""",
    """
-- What the reading room asks: the newest articles, what was changed lately, and statements by the day they were made.
CREATE INDEX revision_newest ON revision (coalesce(published, since)) WHERE until IS NULL;
CREATE INDEX revision_until ON revision (until) WHERE until IS NOT NULL;
ALTER TABLE statement ADD COLUMN day TEXT NOT NULL DEFAULT ''; -- when it was said, else when its article is from
UPDATE statement SET day =
  coalesce(said, (SELECT coalesce(r.published, r.since) FROM revision r WHERE r.id = statement.revision));
CREATE INDEX statement_day ON statement (day);
CREATE INDEX statement_answer ON statement (day) WHERE polarity IN ('denies', 'corrects', 'retracts');
CREATE INDEX statement_polarity ON statement (polarity, day) WHERE polarity <> 'asserts';
CREATE INDEX statement_source_day ON statement (source_key, day);
DROP INDEX statement_source;
""",
)
