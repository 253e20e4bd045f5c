# shellcheck shell=bash
# Parts of install.sh that only some machines have: Synapse's programs and first identities, PostgreSQL's databases, campus itself.

declare here check wheels pending state
declare -a services
programs=/opt/matrix-campus

put_programs() {
  if has_part synapse; then put_synapse; fi
  if has_part postgres; then put_postgres; fi
  if has_part campus; then put_campus; fi
  if has_part element; then put_element; fi
}

# point LINK TARGET: changes what a link stands for at once.
point() {
  ln -sfn "$2" "$1.new"
  mv -fT "$1.new" "$1"
}

# One environment per list of versions, built beside the one in use: the way back is the old link.
put_synapse() {
  local list="$here/requirements.txt" sum folder
  sum=$(sha256sum "$list")
  folder=$programs/synapse-${sum:0:12}
  if [ "$(readlink "$programs/synapse")" = "$folder" ] && [ -e "$folder/complete" ]; then return; fi
  change "Synapse : $(grep -o '^matrix-synapse==[^ ]*' "$list")" "Synapse: $(grep -o '^matrix-synapse==[^ ]*' "$list")"
  if [ "$check" ]; then return; fi
  if [ ! -e "$folder/complete" ]; then build_synapse "$list" "$folder"; fi
  # Processes of two versions never run side by side on one database.
  echo synapse-version >>"$pending"
  printf '%s\n' "${services[@]}" | grep '^matrix-synapse' >>"$pending"
  point "$programs/synapse" "$folder"
}

# Wheels only, each known by its hash: nothing is compiled, and no code of a package runs during the installation.
build_synapse() (
  umask 022
  local -a from=()
  if [ "$wheels" ]; then from=(--no-index --find-links "$wheels"); fi
  rm -rf "$2"
  mkdir -p "$programs"
  python3 -m venv "$2"
  "$2/bin/python" -m pip install --quiet --disable-pip-version-check --no-input --no-cache-dir --only-binary=:all: --require-hashes "${from[@]}" -r "$1" || {
    rm -rf "$2"
    stop "Synapse n'a pas pu être installé. Sans accès au réseau, préparer un dossier par « pip download --require-hashes -r requirements.txt » et relancer avec --wheels DOSSIER." \
      "Synapse could not be installed. Without network, prepare a folder with pip download --require-hashes -r requirements.txt and run this again with --wheels FOLDER."
  }
  touch "$2/complete"
)

# Unpacked beside the one in use, in a folder named after its content: nginx's files name that folder.
put_element() {
  local archive="$here/element.tar.gz" sum folder
  if [ ! -f "$archive" ]; then return; fi
  sum=$(sha256sum "$archive")
  folder=$state/element/web-${sum:0:12}
  if [ -d "$folder" ]; then return; fi
  change "Element ${sum:0:12}" "Element ${sum:0:12}"
  if [ "$check" ]; then return; fi
  (
    umask 022
    rm -rf "$folder.new"
    mkdir -p "$folder.new"
    tar -xzf "$archive" --strip-components=1 --no-same-owner --no-same-permissions -C "$folder.new"
    mv -T "$folder.new" "$folder"
  )
}

# The version that the data belong to, else the newest one that is installed.
put_postgres() {
  local cluster=$state/postgres/cluster version
  if [ -f "$cluster/PG_VERSION" ]; then
    version=$(<"$cluster/PG_VERSION")
  else
    version=$(find /usr/lib/postgresql -mindepth 1 -maxdepth 1 -printf '%f\n' 2>/dev/null | sort -V | tail -n 1)
  fi
  if [ "$(readlink "$programs/postgresql")" != "/usr/lib/postgresql/$version" ]; then
    change "PostgreSQL $version" "PostgreSQL $version"
    if [ "$check" ]; then return; fi
    (umask 022 && mkdir -p "$programs")
    point "$programs/postgresql" "/usr/lib/postgresql/$version"
  fi
  if [ -f "$cluster/PG_VERSION" ] || [ "$check" ]; then return; fi
  change "bases de données vides : $cluster" "empty databases: $cluster"
  # Made beside, then named: an interrupted creation is begun again.
  rm -rf "$cluster.new"
  (cd / && runuser -u postgres -- "$programs/postgresql/bin/initdb" -D "$cluster.new" --encoding=UTF8 --locale=C --auth-local=peer \
    --auth-host=scram-sha-256 --data-checksums --no-instructions >/dev/null)
  mv "$cluster.new" "$cluster"
}

psql_script() {
  (cd / && runuser -u postgres -- "$programs/postgresql/bin/psql" -X -q -h /run/matrix-campus/postgres -d "$1" -f "$2")
}

put_campus() {
  local sum folder
  sum=$(cd "$here/release" && find . -type f -not -path './node_modules/*' -print0 | sort -z | xargs -0 sha256sum | sha256sum)
  folder=$programs/campus-${sum:0:12}
  if [ "$(readlink "$programs/campus")" = "$folder" ] && [ -e "$folder/complete" ]; then return; fi
  change "campus : ${folder##*/}" "campus: ${folder##*/}"
  if [ "$check" ]; then return; fi
  (
    umask 022
    rm -rf "$folder"
    mkdir -p "$folder"
    cp -R "$here/release/." "$folder/"
    chown -R root:root "$folder"
    chmod -R go=rX "$folder"
    touch "$folder/complete"
  )
  point "$programs/campus" "$folder"
}

# before_start UNIT: what must be there before a service is started for the first time.
before_start() {
  case $1 in
    matrix-synapse.service)
      if is_pending synapse-version; then systemctl stop 'matrix-synapse-worker@*.service'; fi
      if [ ! -e "$state/born" ]; then prepare_birth; fi
      ;;
    # Every process of Synapse is up, nobody can connect yet.
    matrix-nginx.service) give_birth ;;
  esac
}

after_start() {
  case $1 in
    matrix-postgres.service) make_databases ;;
  esac
}

after_all() {
  if has_part synapse; then give_birth; fi
}

# Roles, databases and read functions: scripts that give the same result each time.
make_databases() {
  local name
  for name in roles databases; do
    psql_script postgres "/etc/matrix-campus/postgres/$name.sql" ||
      stop "Les bases n'ont pas pu être préparées ($name.sql). La suite n'a pas été faite ; corriger, puis relancer ce script." \
        "The databases could not be prepared ($name.sql). The rest was not done; correct it, then run this script again."
  done
  # On the first day there is nothing to read yet: the timer comes back.
  systemctl start --no-block matrix-observe.service
}

birth=/run/matrix-campus/synapse/birth

# A secret that lives in memory for as long as the first administrator takes to be made (the application service's own sender).
prepare_birth() {
  local secret
  secret=$(head -c 32 /dev/urandom | base64 | tr -d '+/=\n')
  change "premières identités" "first identities"
  printf 'registration_shared_secret: "%s"\n' "$secret" |
    install -m 0400 -o matrix-synapse -g matrix-synapse /dev/stdin "$birth/registration.yaml"
  echo matrix-synapse.service >>"$pending"
}

# Needs the workers: signing in, even once, is written by one of them.
give_birth() {
  local end=0
  if [ -e "$state/born" ]; then return; fi
  "$programs/synapse/bin/python" -I "$here/first_identities.py" --settings /etc/matrix-campus/synapse/homeserver.yaml \
    --secret "$birth/registration.yaml" --identities "$here/identities.json" || end=$?
  rm -f "$birth/registration.yaml"
  if [ "$end" != 0 ]; then
    stop "Les premières identités n'ont pas pu être créées. La suite n'a pas été faite ; relancer ce script." \
      "The first identities could not be made. The rest was not done; run this script again."
  fi
  touch "$state/born"
  # Without the secret from now on.
  systemctl restart matrix-synapse.service
}
