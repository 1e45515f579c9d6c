/**
 * docker-entrypoint.sh of the mysql and mariadb images, written anew and shorter: the same variables, steps and words.
 *
 * @models docker-entrypoint.sh of mysql, mariadb
 * @fidelity part: MYSQL_ROOT_HOST, one-time passwords, password hashes, replication and upgrades are left out
 */
interface Kind {
  readonly brand: string
  readonly prefixes: readonly string[]
  readonly server: string
  readonly client: string
  readonly version: string
}

const kinds = {
  mysql: { brand: 'MySQL', prefixes: ['MYSQL'], server: 'mysqld', client: 'mysql', version: '${MYSQL_VERSION}' },
  mariadb: {
    brand: 'MariaDB',
    prefixes: ['MARIADB', 'MYSQL'],
    server: 'mariadbd',
    client: 'mariadb',
    version: '${MARIADB_VERSION}',
  },
} as const satisfies Readonly<Record<string, Kind>>

const missing = {
  mysql: `Database is uninitialized and password option is not specified
    You need to specify one of the following as an environment variable:
    - MYSQL_ROOT_PASSWORD
    - MYSQL_ALLOW_EMPTY_PASSWORD
    - MYSQL_RANDOM_ROOT_PASSWORD`,
  mariadb: `Database is uninitialized and password option is not specified
	You need to specify one of MARIADB_ROOT_PASSWORD, MARIADB_ROOT_PASSWORD_HASH, MARIADB_ALLOW_EMPTY_ROOT_PASSWORD and MARIADB_RANDOM_ROOT_PASSWORD`,
} as const

const install = {
  mysql: '"$@" --initialize-insecure --default-time-zone=SYSTEM',
  mariadb: 'mariadb-install-db --datadir="$datadir" --rpm --auth-root-authentication-method=normal --skip-test-db',
} as const

const temporary = {
  mysql:
    '"$@" --daemonize --skip-networking --default-time-zone=SYSTEM --socket="$socket" || fail "Unable to start server."',
  mariadb: `{ exec "$@" --skip-networking --default-time-zone=SYSTEM --socket="$socket" --wsrep_on=OFF; } &
	background=$!
	note "Waiting for server startup"
	for i in {30..0}; do
		if sql_as_root "" <<<'SELECT 1' &>/dev/null; then
			break
		fi
		sleep 1
	done
	[ "$i" = 0 ] && fail "Unable to start server."`,
} as const

const ending = {
  mysql:
    'MYSQL_PWD="$root_password" mysqladmin shutdown -uroot --socket="$socket" || fail "Unable to shut down server."',
  mariadb: 'kill "$background"\n\twait "$background" || true',
} as const

/** `$1` or `$1_FILE`, in the first of the prefixes that has it. */
const variable = (prefixes: readonly string[]) => `
# The value of a variable, or what is in the file that VARIABLE_FILE names.
value_of() {
	local prefix name file
	for prefix in ${prefixes.join(' ')}; do
		name="\${prefix}_$1"
		file="\${name}_FILE"
		if [ -n "\${!name}" ] && [ -n "\${!file}" ]; then
			fail "Both $name and $file are set (but are exclusive)"
		fi
		if [ -n "\${!name}" ]; then
			printf '%s' "\${!name}"
			return
		elif [ -n "\${!file}" ]; then
			cat "\${!file}"
			return
		fi
	done
}
`

export function databaseEntrypoint(which: keyof typeof kinds): string {
  const { brand, prefixes, server, client, version } = kinds[which]
  const run = which === 'mysql' ? '/var/run' : '/run'
  const empty = which === 'mysql' ? 'ALLOW_EMPTY_PASSWORD' : 'ALLOW_EMPTY_ROOT_PASSWORD'
  return `#!/bin/bash
set -eo pipefail
shopt -s nullglob

log() {
	local type="$1"
	shift
	printf '%s [%s] [Entrypoint]: %s\\n' "$(date --rfc-3339=seconds)" "$type" "$*"
}
note() { log Note "$@"; }
warn() { log Warn "$@" >&2; }
fail() {
	log ERROR "$@" >&2
	exit 1
}
${variable(prefixes)}
datadir=/var/lib/mysql
socket=${run}/mysqld/mysqld.sock

# sql_as_root PASSWORD [OPTIONS]: runs what is on standard input
sql_as_root() {
	local password="$1"
	shift
	MYSQL_PWD="$password" ${client} --protocol=socket -uroot -hlocalhost --socket="$socket" --comments "$@"
}

# By their endings: programs are run or sourced, statements are executed
process_files() {
	echo
	local file
	for file; do
		case "$file" in
			*.sh)
				if [ -x "$file" ]; then
					note "$0: running $file"
					"$file"
				else
					note "$0: sourcing $file"
					. "$file"
				fi
				;;
			*.sql)
				note "$0: running $file"
				sql_as_root "$root_password" \${database:+--database="$database"} <"$file"
				echo
				;;
			*.sql.gz)
				note "$0: running $file"
				gunzip -c "$file" | sql_as_root "$root_password" \${database:+--database="$database"}
				echo
				;;
			*) warn "$0: ignoring $file" ;;
		esac
		echo
	done
}

initialise() {
	root_password="$(value_of ROOT_PASSWORD)"
	database="$(value_of DATABASE)"
	user="$(value_of USER)"
	password="$(value_of PASSWORD)"
	if [ -z "$root_password" ] && [ -z "$(value_of ${empty})" ] && [ -z "$(value_of ALLOW_EMPTY_PASSWORD)" ] && [ -z "$(value_of RANDOM_ROOT_PASSWORD)" ]; then
		fail '${missing[which]}'
	fi
	if [ "$user" = root ]; then
		fail '${prefixes[0]}_USER="root", ${prefixes[0]}_USER and ${prefixes[0]}_PASSWORD are for configuring a regular user and cannot be used for the root user'
	fi
	if [ -n "$user" ] && [ -z "$password" ]; then
		warn '${prefixes[0]}_USER specified, but missing ${prefixes[0]}_PASSWORD; ${prefixes[0]}_USER will not be created'
	fi

	note "Initializing database files"
	${install[which]}
	note "Database files initialized"

	note "Starting temporary server"
	${temporary[which]}
	note "Temporary server started."

	if [ -n "$(value_of RANDOM_ROOT_PASSWORD)" ]; then
		root_password="$(head -c 18 /dev/urandom | base64)"
		note "GENERATED ROOT PASSWORD: $root_password"
	fi
	sql_as_root "" --database=mysql <<-EOSQL
		CREATE USER 'root'@'%' IDENTIFIED BY '$root_password' ;
		GRANT ALL ON *.* TO 'root'@'%' WITH GRANT OPTION ;
		ALTER USER 'root'@'localhost' IDENTIFIED BY '$root_password' ;
		FLUSH PRIVILEGES ;
		DROP DATABASE IF EXISTS test ;
	EOSQL
	if [ -n "$database" ]; then
		note "Creating database $database"
		sql_as_root "$root_password" --database=mysql <<<"CREATE DATABASE IF NOT EXISTS \\\`$database\\\` ;"
	fi
	if [ -n "$user" ] && [ -n "$password" ]; then
		note "Creating user $user"
		sql_as_root "$root_password" --database=mysql <<<"CREATE USER '$user'@'%' IDENTIFIED BY '$password' ;"
		if [ -n "$database" ]; then
			note "Giving user $user access to schema $database"
			sql_as_root "$root_password" --database=mysql <<<"GRANT ALL ON \\\`$database\\\`.* TO '$user'@'%' ;"
		fi
	fi
	process_files /docker-entrypoint-initdb.d/*

	note "Stopping temporary server"
	${ending[which]}
	note "Temporary server stopped"
	echo
	note "${brand} init process done. Ready for start up."
	echo
}

if [ "\${1:0:1}" = - ]; then
	set -- ${server} "$@"
fi
wants_words=
for word; do
	case "$word" in
		-'?' | --help | --print-defaults | -V | --version) wants_words=yes ;;
	esac
done
if { [ "$1" = ${server} ] || [ "$1" = mysqld ]; } && [ -z "$wants_words" ]; then
	note "Entrypoint script for ${brand} Server ${version} started."
	mkdir -p "$datadir" ${run}/mysqld
	if [ "$(id -u)" = 0 ]; then
		find "$datadir" ${run}/mysqld \\! -user mysql -exec chown mysql: '{}' +
		note "Switching to dedicated user 'mysql'"
		exec gosu mysql "$BASH_SOURCE" "$@"
	fi
	if [ ! -d "$datadir/mysql" ]; then
		initialise "$@"
	fi
fi
exec "$@"
`
}
