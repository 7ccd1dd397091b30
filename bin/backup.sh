#!/usr/bin/env bash
# Backs up the service's PostgreSQL. Usage:
#   bin/backup.sh dump FOLDER   logical: one consistent snapshot, with which any PostgreSQL 15–18 can be filled
#   bin/backup.sh base FOLDER   physical: the whole server, the start of a recovery to a point in time
#   bin/backup.sh wal FILE NAME FOLDER   keeps one log segment; the server calls it:
#                               archive_command = '/path/to/bin/backup.sh wal %p %f /path/to/wal'
# The first two read DATABASE_MIGRATION_URL (or DATABASE_URL); `base` needs a role with REPLICATION, in BACKUP_URL.
# Keys (MEMBER_HASH_KEY, AUDIT_KEY) are in no backup: keep them apart, see docs/operations.md.
set -euo pipefail
umask 077

fail() { echo "backup: $*" >&2; exit 1; }
need() { command -v "$1" > /dev/null || fail "$1 is not installed: take the client programs of your PostgreSQL's version (the embedded server comes without them)"; }

# Written beside the final name and moved there when whole: a backup that is there is complete.
dump() {
  local folder=$1 url=${DATABASE_MIGRATION_URL:-${DATABASE_URL:-}} name target
  [ -n "$url" ] || fail "DATABASE_MIGRATION_URL or DATABASE_URL is not set; the embedded server is backed up by copying DATA_DIR while the service is stopped"
  need pg_dump; need psql
  local server client
  server=$(psql -XAtq "$url" -c "SELECT current_setting('server_version_num')::int / 10000")
  client=$(pg_dump --version | sed 's/[^0-9]*\([0-9]*\).*/\1/')
  [ "$client" -ge "$server" ] || fail "pg_dump $client cannot read a server of version $server"
  name=dump-$(date -u +%Y%m%dT%H%M%SZ)
  target=$folder/$name
  mkdir -p "$folder"
  rm -rf "$target.part"
  pg_dump --dbname="$url" --format=directory --jobs="${BACKUP_JOBS:-2}" --file="$target.part" --no-owner --no-privileges
  (cd "$target.part" && find . -type f ! -name SHA256SUMS -print0 | sort -z | xargs -0 sha256sum > SHA256SUMS)
  sync -f "$target.part"
  mv "$target.part" "$target"
  echo "$target"
}

base() {
  local folder=$1 url=${BACKUP_URL:-${DATABASE_MIGRATION_URL:-${DATABASE_URL:-}}} target
  [ -n "$url" ] || fail "BACKUP_URL is not set"
  need pg_basebackup; need pg_verifybackup
  target=$folder/base-$(date -u +%Y%m%dT%H%M%SZ)
  mkdir -p "$folder"
  rm -rf "$target.part"
  pg_basebackup --dbname="$url" --pgdata="$target.part" --wal-method=stream --checkpoint=fast --manifest-checksums=SHA256
  pg_verifybackup --quiet "$target.part"
  sync -f "$target.part"
  mv "$target.part" "$target"
  echo "$target"
}

# The same segment twice is fine (the server may ask again after a crash); another one of the same name never is.
wal() {
  local source=$1 name=$2 folder=$3
  mkdir -p "$folder"
  if [ -e "$folder/$name" ]; then
    cmp -s "$source" "$folder/$name" || fail "another segment is there already: $name"
    return
  fi
  cp "$source" "$folder/.$name.part"
  sync "$folder/.$name.part"
  mv "$folder/.$name.part" "$folder/$name"
  sync "$folder"
}

case ${1:-} in
  dump) dump "${2:?usage: bin/backup.sh dump FOLDER}" ;;
  base) base "${2:?usage: bin/backup.sh base FOLDER}" ;;
  wal) wal "${2:?}" "${3:?}" "${4:?usage: bin/backup.sh wal FILE NAME FOLDER}" ;;
  *) sed -n '2,9s/^# \{0,1\}//p' "$0" >&2; exit 2 ;;
esac
