-- Requests that changed something which has no key of its own, by their keys, so that a repeat changes nothing.

CREATE TABLE requests (
    space text NOT NULL REFERENCES spaces (name),
    idempotency_key text NOT NULL,
    request_hash text NOT NULL,
    at bigint NOT NULL,
    PRIMARY KEY (space, idempotency_key)
);
