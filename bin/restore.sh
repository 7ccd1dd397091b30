#!/usr/bin/env bash
# Restores what bin/backup.sh made. Usage:
#   bin/restore.sh dump BACKUP            into the empty database of DATABASE_MIGRATION_URL (or DATABASE_URL)
#   bin/restore.sh point BASE WAL TIME PGDATA   prepares the new folder PGDATA so that a server started over it recovers
#                                         to TIME (such as 2026-11-25T10:15:00Z; `latest` for all there is)
# Then start the service: it migrates, grants its role's rights anew, and takes up the jobs that were under way.
# See docs/operations.md for the keys and for what to check.
set -euo pipefail
umask 077

fail() { echo "restore: $*" >&2; exit 1; }
need() { command -v "$1" > /dev/null || fail "$1 is not installed: take the client programs of your PostgreSQL's version"; }

dump() {
  local backup=$1 url=${DATABASE_MIGRATION_URL:-${DATABASE_URL:-}} tables
  [ -n "$url" ] || fail "DATABASE_MIGRATION_URL or DATABASE_URL is not set"
  need pg_restore; need psql
  (cd "$backup" && sha256sum --check --quiet --strict SHA256SUMS) || fail "the backup is damaged"
  tables=$(psql -XAtq "$url" -c "SELECT count(*) FROM pg_class WHERE relkind IN ('r', 'p') AND relnamespace = 'public'::regnamespace")
  [ "$tables" = 0 ] || fail "the database is not empty: it has $tables tables"
  pg_restore --dbname="$url" --jobs="${BACKUP_JOBS:-2}" --no-owner --no-privileges --exit-on-error "$backup"
  psql -Xq "$url" -c 'ANALYZE'
  echo "restored"
}

point() {
  local base=$1 wal=$2 time=$3 pgdata=$4
  need pg_verifybackup
  [ -d "$wal" ] || fail "there is no folder $wal"
  wal=$(cd "$wal" && pwd)
  [ ! -e "$pgdata" ] || fail "$pgdata is there already"
  pg_verifybackup --quiet "$base" || fail "the base backup is damaged"
  cp -a "$base" "$pgdata"
  chmod 700 "$pgdata"
  {
    echo "restore_command = 'cp \"$wal/%f\" \"%p\"'"
    echo "recovery_target_timeline = 'latest'"
    [ "$time" = latest ] || echo "recovery_target_time = '$time'"
    [ "$time" = latest ] || echo "recovery_target_action = 'promote'"
    echo "archive_mode = off # switch it on again, with a folder of its own, once the restored server is in service"
  } >> "$pgdata/postgresql.auto.conf"
  touch "$pgdata/recovery.signal"
  echo "start PostgreSQL over $pgdata"
}

case ${1:-} in
  dump) dump "${2:?usage: bin/restore.sh dump BACKUP}" ;;
  point) point "${2:?}" "${3:?}" "${4:?}" "${5:?usage: bin/restore.sh point BASE WAL TIME PGDATA}" ;;
  *) sed -n '2,8s/^# \{0,1\}//p' "$0" >&2; exit 2 ;;
esac
