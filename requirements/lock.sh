#!/bin/sh
# Write the lock files anew: every version with its hashes, no index host. Called by `make lock`.
set -eu
bin=$1
"$bin/python" -m pip install -q uv
compile() {
  "$bin/uv" pip compile -q --python-version 3.11 --generate-hashes --no-header --no-annotate \
    --no-emit-index-url --no-emit-find-links "$@"
}
compile --extra server -c requirements/held-back.in pyproject.toml -o requirements/server.txt
compile --extra dev -c requirements/server.txt pyproject.toml -o requirements/dev.txt
printf 'pip\nhatchling==1.33.0\neditables\n' | compile - -o requirements/build.txt
compile requirements/peers.in -o requirements/peers.txt
