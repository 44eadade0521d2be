#!/bin/sh
# Joins the nodes of REDIS_NODES (host:port, at least three) to a cluster, gives each its part of the 16384 slots, and ends when
# all of them say that it works. Whatever is done already is left as it is; addresses that have changed are told anew.
set -eu
export REDISCLI_AUTH="$REDIS_PASSWORD"

ask() { # node command...
    node=$1
    shift
    timeout 5 redis-cli -h "${node%:*}" -p "${node##*:}" "$@" 2>/dev/null
}
fail() {
    echo "cluster.sh: $1" >&2
    exit 1
}
until_true() { # what condition...
    what=$1
    shift
    tries=0
    until "$@"; do
        tries=$((tries + 1))
        [ "$tries" -lt "${REDIS_TRIES:-60}" ] || fail "$what"
        sleep 1
    done
}
is_up() { ask "$1" ping | grep -q PONG; }
is_whole() { ask "$1" cluster info | grep -q '^cluster_state:ok'; }
knows_all() { [ "$(ask "$1" cluster nodes | grep -c -v -e handshake -e noaddr)" -ge "$count" ]; }

# shellcheck disable=SC2086 # a list of words
set -- $REDIS_NODES
count=$#
[ "$count" -ge 3 ] || fail "a cluster has three masters at least, and REDIS_NODES names $count"

for node in "$@"; do
    until_true "$node does not answer" is_up "$node"
    ask "$node" info cluster | grep -q '^cluster_enabled:1' || fail "$node is in no cluster mode: start it with REDIS_MODE=cluster"
done

# Nodes find each other by address alone.
for node in "$@"; do
    address=$(getent hosts "${node%:*}" | awk 'NR == 1 { print $1 }')
    ask "$1" cluster meet "${address:?no address of $node}" "${node##*:}" >/dev/null
done
for node in "$@"; do
    until_true "$node does not know the other nodes" knows_all "$node"
done

# Until every slot has a node, a node without any takes its part; those that have some keep them.
if ! ask "$1" cluster info | grep -q '^cluster_slots_assigned:16384'; then
    i=0
    for node in "$@"; do
        if ask "$node" cluster nodes | grep myself | awk '{ exit NF > 8 }'; then
            ask "$node" cluster addslotsrange "$((16384 * i / count))" "$((16384 * (i + 1) / count - 1))" | grep -q OK || fail "$node takes no slots"
        fi
        i=$((i + 1))
    done
fi
for node in "$@"; do
    until_true "the cluster does not work for $node" is_whole "$node"
done
echo "a cluster of $count masters"
