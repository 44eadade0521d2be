-- Times are milliseconds since 1970-01-01T00:00:00Z, so that every kind of store orders them alike.

CREATE TABLE store_state (
    id bigint PRIMARY KEY CHECK (id = 1),
    epoch text NOT NULL
);

CREATE TABLE signing_keys (
    kid text PRIMARY KEY,
    private_key $bytes$ NOT NULL,
    created_at bigint NOT NULL
);

-- Files by the SHA-256 of their bytes.
CREATE TABLE blobs (
    hash text PRIMARY KEY,
    body $bytes$ NOT NULL
);

-- The files of a space by the SHA-256 of the list of their names and hashes.
CREATE TABLE contents (
    hash text PRIMARY KEY,
    manifest text NOT NULL
);

CREATE TABLE spaces (
    name text PRIMARY KEY,
    description text NOT NULL,
    required_approvals bigint NOT NULL,
    head bigint NOT NULL,
    created_at bigint NOT NULL
);

-- What a space serves, from each of its revisions on. Rows are only ever added.
CREATE TABLE revisions (
    space text NOT NULL REFERENCES spaces (name),
    number bigint NOT NULL,
    kind text NOT NULL,
    content text NOT NULL REFERENCES contents (hash),
    candidate text REFERENCES contents (hash),
    rollout text,
    message text NOT NULL,
    actor text NOT NULL,
    at bigint NOT NULL,
    draft text,
    idempotency_key text,
    request_hash text,
    PRIMARY KEY (space, number)
);

CREATE UNIQUE INDEX revisions_by_key ON revisions (space, idempotency_key);

CREATE TABLE drafts (
    id text PRIMARY KEY,
    space text NOT NULL REFERENCES spaces (name),
    version bigint NOT NULL,
    base_revision bigint NOT NULL,
    content text NOT NULL REFERENCES contents (hash),
    title text NOT NULL,
    author text NOT NULL,
    state text NOT NULL,
    updated_at bigint NOT NULL,
    idempotency_key text,
    request_hash text
);

CREATE UNIQUE INDEX drafts_by_key ON drafts (space, idempotency_key);

-- Everybody who changed what a draft holds: none of them can approve it.
CREATE TABLE draft_authors (
    draft text NOT NULL REFERENCES drafts (id),
    actor text NOT NULL,
    PRIMARY KEY (draft, actor)
);

CREATE TABLE draft_approvals (
    draft text NOT NULL REFERENCES drafts (id),
    version bigint NOT NULL,
    actor text NOT NULL,
    at bigint NOT NULL,
    PRIMARY KEY (draft, version, actor)
);

-- What is to be done at a time: publish a frozen change set, take it back, widen a rollout.
CREATE TABLE timed_actions (
    id text PRIMARY KEY,
    space text NOT NULL REFERENCES spaces (name),
    kind text NOT NULL,
    due_at bigint NOT NULL,
    not_after bigint,
    revert_at bigint,
    content text NOT NULL REFERENCES contents (hash),
    expected_head bigint,
    rollout_revision bigint,
    title text NOT NULL,
    actor text NOT NULL,
    state text NOT NULL,
    outcome text,
    draft text,
    idempotency_key text,
    request_hash text
);

CREATE INDEX timed_actions_due ON timed_actions (state, due_at);
CREATE UNIQUE INDEX timed_actions_by_key ON timed_actions (space, idempotency_key);

-- From what a snapshot can be made again, by the SHA-256 of its bytes.
CREATE TABLE snapshots (
    space text NOT NULL REFERENCES spaces (name),
    hash text NOT NULL,
    content text NOT NULL REFERENCES contents (hash),
    recipe text NOT NULL,
    PRIMARY KEY (space, hash)
);

-- Who did what, written in the transaction of what was done. Rows are only ever added.
CREATE TABLE audit (
    space text NOT NULL REFERENCES spaces (name),
    number bigint NOT NULL,
    action text NOT NULL,
    actor text NOT NULL,
    at bigint NOT NULL,
    revision bigint,
    details text NOT NULL,
    PRIMARY KEY (space, number)
);
