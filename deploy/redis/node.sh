#!/bin/sh
# Starts one Redis node. REDIS_MODE tells what it is among the others:
#   replication, sentinel   a replica of REDIS_PRIMARY, or the primary where none is named
#   cluster                 a master of a cluster that cluster.sh joins
# The password is written to standard input ("-"), so that no process list and no file shows it.
set -eu

data="${REDIS_DATA:-/data}"
case "${REDIS_MODE:-sentinel}" in
    replication | sentinel)
        role="replica-announce-ip $REDIS_NAME"
        if [ -n "${REDIS_PRIMARY:-}" ]; then
            role="$role
replicaof $REDIS_PRIMARY ${REDIS_PRIMARY_PORT:-6379}"
        fi
        ;;
    cluster)
        # What a replica had is not what a master has: each mode keeps its own data.
        data="$data/cluster"
        mkdir -p "$data"
        # Nodes know each other by address, and clients know them by name.
        role="cluster-enabled yes
cluster-node-timeout 5000
cluster-announce-hostname $REDIS_NAME
cluster-preferred-endpoint-type hostname"
        ;;
    *)
        echo "node.sh: REDIS_MODE is \"$REDIS_MODE\"; replication, sentinel or cluster is required" >&2
        exit 2
        ;;
esac
quoted=$(printf '%s' "$REDIS_PASSWORD" | sed 's/[\\"]/\\&/g')

exec redis-server "${REDIS_CONF:-/etc/redis/redis.conf}" --port "$REDIS_PORT" --dir "$data" - <<EOF
requirepass "$quoted"
masterauth "$quoted"
$role
EOF
