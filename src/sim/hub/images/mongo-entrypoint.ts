/**
 * mongo's entrypoint: a root user and the scripts of a first start, then the server.
 *
 * @models docker-library/mongo docker-entrypoint.sh
 * @fidelity part: a shorter script of ours that does and says the same; no configuration files, numactl or checks of the processor
 */
export const mongoEntrypoint = `#!/usr/bin/env bash
set -Eeuo pipefail

# an option alone is meant for the server
if [ "\${1:0:1}" = '-' ]; then
	set -- mongod "$@"
fi

program="$1"

# the server and its files are the user mongodb's, unless --user says otherwise
if [[ "$program" == mongo* ]] && [ "$(id -u)" = '0' ]; then
	if [ "$program" = 'mongod' ]; then
		find /data/configdb /data/db ! -user mongodb -exec chown mongodb '{}' +
	fi
	exec gosu mongodb "$BASH_SOURCE" "$@"
fi

# The value of VAR, or of the file that VAR_FILE names (Docker's secrets).
file_env() {
	local var="$1" file="$1_FILE"
	if [ "\${!var:-}" ] && [ "\${!file:-}" ]; then
		echo >&2 "error: both $var and $file are set (but are exclusive)"
		exit 1
	fi
	local value="\${!var:-}"
	if [ -z "$value" ] && [ "\${!file:-}" ]; then
		value="$(< "\${!file}")"
	fi
	export "$var"="$value"
	unset "$file"
}

# A text as JavaScript writes it.
js() {
	jq --null-input --arg text "$1" '$text'
}

# Whether an option is among the arguments.
given() {
	local wanted="$1" word
	shift
	for word; do
		case "$word" in
			"$wanted" | "$wanted"=*) return 0 ;;
		esac
	done
	return 1
}

db_path() {
	while [ "$#" -gt 0 ]; do
		case "$1" in
			--dbpath) echo "$2"; return ;;
			--dbpath=*) echo "\${1#--dbpath=}"; return ;;
		esac
		shift
	done
	echo /data/db
}

# The arguments of the temporary server: no port for others, no passwords.
temporary_arguments() {
	temporary=()
	while [ "$#" -gt 0 ]; do
		case "$1" in
			--auth | --bind_ip_all) ;;
			--bind_ip | --port | --keyFile | --replSet) shift ;;
			--bind_ip=* | --port=* | --keyFile=* | --replSet=*) ;;
			*) temporary+=("$1") ;;
		esac
		shift
	done
}

if [ "$program" = 'mongod' ]; then
	file_env MONGO_INITDB_ROOT_USERNAME
	file_env MONGO_INITDB_ROOT_PASSWORD

	initialize=
	if [ "$MONGO_INITDB_ROOT_USERNAME" ] && [ "$MONGO_INITDB_ROOT_PASSWORD" ]; then
		given --auth "$@" || set -- "$@" --auth
		initialize=yes
	elif [ "$MONGO_INITDB_ROOT_USERNAME" ] || [ "$MONGO_INITDB_ROOT_PASSWORD" ]; then
		cat >&2 <<-'EOF'

			error: missing 'MONGO_INITDB_ROOT_USERNAME' or 'MONGO_INITDB_ROOT_PASSWORD'
			       both must be specified for a user to be created

		EOF
		exit 1
	fi

	if [ -z "$initialize" ]; then
		for f in /docker-entrypoint-initdb.d/*; do
			case "$f" in
				*.sh | *.js) initialize=yes; break ;;
			esac
		done
	fi

	data="$(db_path "$@")"
	if [ -e "$data/WiredTiger" ] || [ -e "$data/journal" ] || [ -e "$data/storage.bson" ]; then
		initialize=
	fi

	if [ "$initialize" ]; then
		temporary_arguments "$@"
		pidfile="\${TMPDIR:-/tmp}/docker-entrypoint-temp-mongod.pid"
		rm -f "$pidfile"
		temporary+=(--bind_ip 127.0.0.1 --port 27017 --tlsMode disabled --logpath "/proc/$$/fd/1" --logappend --pidfilepath "$pidfile")
		"\${temporary[@]}" --fork

		shell=(mongosh --host 127.0.0.1 --port 27017 --quiet)
		tries=30
		until "\${shell[@]}" admin --eval 'quit(0)' &> /dev/null; do
			if ! { [ -s "$pidfile" ] && kill -0 "$(< "$pidfile")" &> /dev/null; }; then
				echo >&2
				echo >&2 "error: $program does not appear to have stayed running -- perhaps it had an error?"
				echo >&2
				exit 1
			fi
			tries=$((tries - 1))
			if [ "$tries" -le 0 ]; then
				echo >&2
				echo >&2 "error: $program does not appear to have accepted connections quickly enough -- perhaps it had an error?"
				echo >&2
				exit 1
			fi
			sleep 1
		done

		if [ "$MONGO_INITDB_ROOT_USERNAME" ] && [ "$MONGO_INITDB_ROOT_PASSWORD" ]; then
			"\${shell[@]}" admin <<-EOF
				db.createUser({ user: $(js "$MONGO_INITDB_ROOT_USERNAME"), pwd: $(js "$MONGO_INITDB_ROOT_PASSWORD"), roles: [ { role: 'root', db: 'admin' } ] })
			EOF
		fi

		export MONGO_INITDB_DATABASE="\${MONGO_INITDB_DATABASE:-test}"

		echo
		for f in /docker-entrypoint-initdb.d/*; do
			case "$f" in
				*.sh) echo "$0: running $f"; . "$f" ;;
				*.js) echo "$0: running $f"; "\${shell[@]}" "$MONGO_INITDB_DATABASE" "$f"; echo ;;
				*) echo "$0: ignoring $f" ;;
			esac
			echo
		done

		"\${temporary[@]}" --shutdown
		rm -f "$pidfile"

		echo
		echo 'MongoDB init process complete; ready for start up.'
		echo
	fi

	# alone in a container there is nobody to reach who is at localhost
	if ! given --bind_ip "$@" && ! given --bind_ip_all "$@"; then
		set -- "$@" --bind_ip_all
	fi

	unset "\${!MONGO_INITDB_@}"
fi

exec "$@"
`
