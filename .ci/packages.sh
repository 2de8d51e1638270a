# Sourced by run.sh and test.sh: Debian packages that are missing are installed where we may (root), and otherwise named in one line.

missing=()

say() { printf '%s\n' "$*" >&2; }

# want PACKAGE TEST...: the package is missing unless the test succeeds.
want() {
  local package=$1
  shift
  "$@" >/dev/null 2>&1 || missing+=("$package")
}

has_postgres() {
  [ -n "${HYBRIDBPO_PG_BIN-}" ] || [ -n "${ConnectionStrings__HybridBpo-}" ] || command -v initdb || compgen -G '/usr/lib/postgresql/*/bin/initdb'
}

# Installs what is missing. Fails, with one line, when that is not possible.
install_missing() {
  [ ${#missing[@]} -gt 0 ] || return 0
  if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null; then
    say "Install first: apt-get install ${missing[*]}"
    return 1
  fi
  say "Installing ${missing[*]}"
  local log
  log=$(mktemp)
  if { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}"; } </dev/null >"$log" 2>&1; then
    rm -f "$log"
  else
    tail -n 5 "$log" >&2
    say "Install first: apt-get install ${missing[*]}"
    return 1
  fi
}
