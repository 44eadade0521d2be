# What a run leaves behind, and for how long. Sourced by ./test.

kind_of() { # name -> index
    local i
    for ((i = 0; ; i++)); do
        [ -n "${settings[ARTIFACTS__KINDS__${i}__NAME]+there}" ] || return 0
        [ "${settings[ARTIFACTS__KINDS__${i}__NAME]}" != "$1" ] || { echo "$i"; return 0; }
    done
}

# The directory of a kind of report; nothing where it is not wanted.
path_of() { # name
    local index
    index=$(kind_of "$1")
    [ -z "$index" ] || setting "ARTIFACTS__KINDS__${index}__PATH"
}

# Each run has a directory of its own, named by its time.
remove_old_artifacts() {
    local i path days
    for ((i = 0; ; i++)); do
        [ -n "${settings[ARTIFACTS__KINDS__${i}__NAME]+there}" ] || return 0
        path=$(setting "ARTIFACTS__KINDS__${i}__PATH")
        days=$(setting "ARTIFACTS__KINDS__${i}__RETENTION_DAYS")
        [ -d "$path" ] && [ -n "$days" ] || continue
        find "$path" -mindepth 1 -maxdepth 1 -type d -name '????????T??????Z' -mtime "+$((days - 1))" -exec rm -rf {} +
    done
}

# Of kinds that are only kept after runs of another outcome.
remove_artifacts_of_this_run() {
    local i path only
    for ((i = 0; ; i++)); do
        [ -n "${settings[ARTIFACTS__KINDS__${i}__NAME]+there}" ] || return 0
        path=$(setting "ARTIFACTS__KINDS__${i}__PATH")/$stamp
        only=$(setting "ARTIFACTS__KINDS__${i}__ONLY" always)
        if [ "$status" = 0 ] && [ "$total_failed" = 0 ]; then
            [ "$only" != failed ] || rm -rf "$path"
        else
            [ "$only" != passed ] || rm -rf "$path"
        fi
    done
}
