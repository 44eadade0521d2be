# The configuration of the tests, read through strata. Sourced by ./test.
command=artifacts/bin/Strata.Cli/release/Strata.Cli
declare -A settings=()

build_command() {
    dotnet build src/Strata.Cli -c Release -v quiet --nologo >&2
}

# Where the command was published natively, its launcher is gone, and what is left may not run by itself.
is_built() { [ -x "$command" ] || { [ -f "$command.dll" ] && dotnet "$command.dll" --version >/dev/null 2>&1; }; }

run_command() {
    if [ -x "$command" ]; then "$command" "$@"; else dotnet "$command.dll" "$@"; fi
}

# One call gives all of it, as lines that a shell reads.
read_configuration() {
    local text line
    text=$(run_command resolve testing -d tests/overrides --schema overrides/schemas/tests.schema.json --no-cache -o env) || {
        echo 'test: tests/overrides/testing.yml cannot be read' >&2
        exit 1
    }
    settings=()
    while IFS= read -r line; do
        # A value may be quoted, as a shell quotes it.
        eval "settings[\${line%%=*}]=${line#*=}"
    done <<<"$text"
    results=$(setting ARTIFACTS__DIRECTORY)
}

setting() { printf '%s' "${settings[$1]:-${2:-}}"; }

upper() { printf '%s' "$1" | tr 'a-z-' 'A-Z_'; }

# The items of a list of values.
items() { # prefix
    local i
    for ((i = 0; ; i++)); do
        [ -n "${settings[$1__$i]+there}" ] || return 0
        printf '%s\n' "${settings[$1__$i]}"
    done
}

known_levels() {
    printf '%s\n' "${!settings[@]}" | sed -n 's/^TESTING__LEVELS__\([A-Z_]*\)__ENABLED$/\1/p' | tr 'A-Z_' 'a-z-' |
        awk '{ order = index("unit integration functional security performance load", $0); print (order ? order : 999), $0 }' |
        sort -n | awk '{ printf "%s%s", separator, $2; separator = ", " }'
}

is_level() { [ -n "${settings[TESTING__LEVELS__$(upper "$1")__ENABLED]+there}" ]; }

list_levels() {
    local level
    for level in $(known_levels | tr -d ,); do
        printf '%-12s %-8s %s\n' "$level" "$([ "$(setting "TESTING__LEVELS__$(upper "$level")__ENABLED")" = true ] && echo enabled || echo -)" \
            "$(setting "TESTING__LEVELS__$(upper "$level")__PATH" -)"
    done
}
