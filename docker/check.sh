#!/usr/bin/env bash
# Runs the Dockerfile's build and start commands in a clean copy, for machines without a container engine.
# Usage: docker/check.sh postgresql://user@host:5432/database
set -euo pipefail
url=${1:?usage: docker/check.sh DATABASE_URL}
project=$(cd "$(dirname "$0")/.." && pwd)
copy=$(mktemp -d)
trap 'kill "${service:-}" 2>/dev/null || true; rm -rf "$copy"' EXIT

git -C "$project" archive HEAD | tar -x -C "$copy"
cd "$copy"
# The RUN commands of the build stage, as they stand in the Dockerfile.
sed -n '/ AS build/,/^FROM node:20-bookworm-slim$/s/^RUN //p' docker/Dockerfile | while read -r command; do
  echo "+ $command"
  bash -c "$command" > build.log 2>&1 || { tail -n 30 build.log; exit 1; }
done
rm -rf src bench test
export NODE_ENV=production HOST=127.0.0.1 PORT=${PORT:-3456} DATA_DIR=$copy/data DATABASE_URL=$url
MEMBER_HASH_KEY=$(openssl rand -hex 32) AUDIT_KEY=$(openssl rand -hex 32) node dist/src/main.js &
service=$!
for _ in $(seq 60); do
  sleep 1
  if node -e "$(sed -n 's/.*CMD \["node", "-e", "\(.*\)"\]/\1/p' docker/Dockerfile)"; then
    echo "healthy: the image's build, start and health commands work"
    kill "$service" && wait "$service"
    exit 0
  fi
done
echo "the service did not become healthy"
exit 1
