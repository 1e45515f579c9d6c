/**
 * What the container of a postgres image begins with: a database is made where there is none.
 *
 * @models docker-library/postgres docker-entrypoint.sh
 * @fidelity part: a shorter script of ours that does and says the same; no POSTGRES_INITDB_WALDIR, no compressed init files
 */
export const postgresEntrypoint = `#!/usr/bin/env bash
set -Eeo pipefail

# The value of VAR, or of the file that VAR_FILE names (Docker's secrets).
file_env() {
	local var="$1" file="$1_FILE" value="\${2:-}"
	if [ "\${!var:-}" ] && [ "\${!file:-}" ]; then
		printf >&2 'error: both %s and %s are set (but are exclusive)\\n' "$var" "$file"
		exit 1
	fi
	if [ "\${!var:-}" ]; then
		value="\${!var}"
	elif [ "\${!file:-}" ]; then
		value="$(cat "\${!file}")"
	fi
	export "$var"="$value"
	unset "$file"
}

# Directories that belong to the user whom the server runs as.
prepare_directories() {
	mkdir -p "$PGDATA" /var/run/postgresql
	chmod 00700 "$PGDATA" || :
	chmod 03775 /var/run/postgresql || :
	if [ "$(id -u)" = '0' ]; then
		chown -R postgres "$PGDATA" /var/run/postgresql
	fi
}

verify_password() {
	if [ -z "$POSTGRES_PASSWORD" ] && [ "$POSTGRES_HOST_AUTH_METHOD" != 'trust' ]; then
		cat >&2 <<-'EOE'
			Error: Database is uninitialized and superuser password is not specified.
			       You must specify POSTGRES_PASSWORD to a non-empty value for the
			       superuser. For example, "-e POSTGRES_PASSWORD=password" on "docker run".

			       You may also use "POSTGRES_HOST_AUTH_METHOD=trust" to allow all
			       connections without a password. This is *not* recommended.

			       See PostgreSQL documentation about "trust":
			       https://www.postgresql.org/docs/current/auth-trust.html
		EOE
		exit 1
	fi
	if [ "$POSTGRES_HOST_AUTH_METHOD" = 'trust' ]; then
		cat >&2 <<-'EOW'
			********************************************************************************
			WARNING: POSTGRES_HOST_AUTH_METHOD has been set to "trust". This will allow
			         anyone with access to the Postgres port to access your database without
			         a password, even if POSTGRES_PASSWORD is set. See PostgreSQL
			         documentation about "trust":
			         https://www.postgresql.org/docs/current/auth-trust.html
			         In Docker's default configuration, this is effectively any other
			         container on the same system.

			         It is not recommended to use POSTGRES_HOST_AUTH_METHOD=trust. Replace
			         it with "-e POSTGRES_PASSWORD=password" instead to set a password in
			         "docker run".
			********************************************************************************
		EOW
	fi
}

# psql as the superuser, in the database that is being made.
process_sql() {
	PGHOST= psql -v ON_ERROR_STOP=1 --username "$POSTGRES_USER" --no-password --no-psqlrc --dbname "\${DB:-$POSTGRES_DB}" "$@"
}

setup_database() {
	if [ "$POSTGRES_DB" != 'postgres' ]; then
		DB=postgres process_sql -c "CREATE DATABASE \\"$POSTGRES_DB\\" ;"
		printf '\\n'
	fi
}

process_init_files() {
	printf '\\n'
	local f
	for f; do
		case "$f" in
			*.sh)
				if [ -x "$f" ]; then
					printf '%s: running %s\\n' "$0" "$f"
					"$f"
				else
					printf '%s: sourcing %s\\n' "$0" "$f"
					. "$f"
				fi
				;;
			*.sql) printf '%s: running %s\\n' "$0" "$f"; process_sql -f "$f"; printf '\\n' ;;
			*.sql.gz) printf '%s: running %s\\n' "$0" "$f"; gunzip -c "$f" | process_sql; printf '\\n' ;;
			*) printf '%s: ignoring %s\\n' "$0" "$f" ;;
		esac
		printf '\\n'
	done
}

wants_help() {
	local word
	for word; do
		case "$word" in
			'-?' | --help | --describe-config | -V | --version) return 0 ;;
		esac
	done
	return 1
}

if [ "\${1:0:1}" = '-' ]; then
	set -- postgres "$@"
fi

if [ "$1" = 'postgres' ] && ! wants_help "$@"; then
	file_env POSTGRES_PASSWORD
	file_env POSTGRES_USER postgres
	file_env POSTGRES_DB "$POSTGRES_USER"
	file_env POSTGRES_INITDB_ARGS
	prepare_directories
	if [ "$(id -u)" = '0' ]; then
		exec gosu postgres "$0" "$@"
	fi
	if [ ! -s "$PGDATA/PG_VERSION" ]; then
		verify_password
		ls /docker-entrypoint-initdb.d/ > /dev/null
		eval 'initdb --username="$POSTGRES_USER" --pwfile <(printf "%s\\n" "$POSTGRES_PASSWORD") '"$POSTGRES_INITDB_ARGS"
		printf '\\nhost all all all %s\\n' "\${POSTGRES_HOST_AUTH_METHOD:-$(postgres -C password_encryption)}" >> "$PGDATA/pg_hba.conf"
		export PGPASSWORD="\${PGPASSWORD:-$POSTGRES_PASSWORD}"
		PGUSER="\${PGUSER:-$POSTGRES_USER}" pg_ctl -D "$PGDATA" -o "-c listen_addresses='' -p \${PGPORT:-5432}" -w start
		setup_database
		process_init_files /docker-entrypoint-initdb.d/*
		PGUSER="\${PGUSER:-postgres}" pg_ctl -D "$PGDATA" -m fast -w stop
		unset PGPASSWORD
		printf '\\nPostgreSQL init process complete; ready for start up.\\n\\n'
	else
		printf '\\nPostgreSQL Database directory appears to contain a database; Skipping initialization\\n\\n'
	fi
fi

exec "$@"
`
