-- From where a space is filled, or to where it is written, beside what people publish.

CREATE TABLE space_sources (
    space text PRIMARY KEY REFERENCES spaces (name),
    direction text NOT NULL,
    location text NOT NULL,
    branch text NOT NULL,
    directory text NOT NULL,
    interval_seconds bigint NOT NULL,
    due_at bigint NOT NULL,
    held_until bigint NOT NULL,
    state text NOT NULL,
    message text NOT NULL,
    done_at bigint,
    version text NOT NULL
);

CREATE INDEX space_sources_due ON space_sources (due_at);
