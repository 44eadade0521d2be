# Known holes in what we depend on, directly or not, where a source tells of them. Sourced by ./test.
check_dependencies() {
    local found severities level
    items_of_kind dependencies | grep -q . || return 0
    step 'security: dependencies'
    if ! found=$(timeout 300 dotnet list strata.slnx package --vulnerable --include-transitive --format json 2>&1) || ! grep -q '"projects"' <<<"$found"; then
        echo 'dependencies: no source tells of vulnerabilities here; nothing was checked'
        return 0
    fi
    case $(items_of_kind dependencies) in
        low) severities='Low|Moderate|High|Critical' ;;
        medium) severities='Moderate|High|Critical' ;;
        critical) severities='Critical' ;;
        *) severities='High|Critical' ;;
    esac
    if grep -qE "\"severity\": *\"($severities)\"" <<<"$found"; then
        printf '%s\n' "$found" >&2
        failed 'the check of dependencies'
    elif tells_of_vulnerabilities; then
        echo 'dependencies: no known vulnerability'
        passed
    else
        echo 'dependencies: no source tells of vulnerabilities here; nothing was checked'
    fi
}

# The least finding that fails, of each scanner of a kind.
items_of_kind() { # kind
    local i
    for ((i = 0; ; i++)); do
        [ -n "${settings[TESTING__LEVELS__SECURITY__SCANNERS__${i}__NAME]+there}" ] || return 0
        [ "${settings[TESTING__LEVELS__SECURITY__SCANNERS__${i}__KIND]}" != "$1" ] || setting "TESTING__LEVELS__SECURITY__SCANNERS__${i}__FAIL_ON" high
    done
}

# An empty answer says nothing where the source has no such resource.
tells_of_vulnerabilities() {
    local source
    for source in $(dotnet nuget list source --format short | sed -n 's/^E[A-Z]* \(http.*\)/\1/p'); do
        ! curl -fsS --max-time 30 "$source" 2>/dev/null | grep -q '"VulnerabilityInfo/' || return 0
    done
    return 1
}
