#!/usr/bin/env bash
# Installs or updates this machine from the files beside this script. Safe to run again: only what differs is touched, only what read it is restarted.
set -euo pipefail
umask 077
here=$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")

case ${LC_ALL:-${LC_MESSAGES:-${LANG:-fr}}} in en*) french= ;; *) french=1 ;; esac
# say FRENCH ENGLISH
say() { if [ "$french" ]; then printf '%s\n' "$1"; else printf '%s\n' "$2"; fi; }
# stop FRENCH ENGLISH: what happened, what was not done, what to do.
stop() { say "$@" >&2; exit 1; }

usage() {
  say "Usage : ./install.sh [--check] [--install-packages] [--packages] [--wheels DOSSIER]
  --check             dit ce qui changerait, ne change rien (code 2 s'il y a des changements)
  --install-packages  installe les paquets Debian qui manquent
  --packages          affiche les paquets nécessaires, un par ligne
  --wheels DOSSIER    installe Synapse depuis ce dossier de paquets Python, sans réseau" \
    "Usage: ./install.sh [--check] [--install-packages] [--packages] [--wheels FOLDER]
  --check             says what would change, changes nothing (exit code 2 when something would)
  --install-packages  installs the Debian packages that are missing
  --packages          prints the packages needed, one a line
  --wheels FOLDER     installs Synapse from this folder of Python packages, without network"
}

# What host.conf says of this machine.
declare role='' host_name='' host_address='' target_unit=''
declare -a packages=() replaced_units=() services=() probes=() parts=()
# shellcheck source=/dev/null
. "$here/host.conf"
# shellcheck source-path=SCRIPTDIR source=install-programs.sh
. "$here/install-programs.sh"

check='' install_packages='' wheels=''
while [ $# -gt 0 ]; do
  case $1 in
    --check) check=1 ;;
    --install-packages) install_packages=1 ;;
    --packages) printf '%s\n' "${packages[@]}"; exit 0 ;;
    --wheels) wheels=$(readlink -f "${2:?--wheels}"); shift ;;
    -h | --help) usage; exit 0 ;;
    *) usage >&2; exit 1 ;;
  esac
  shift
done

state=/var/lib/matrix-campus
# Services to be told of a change: written down before the change, so that an interrupted installation still tells them.
pending=$state/pending
changes=0

has_part() { [[ " ${parts[*]} " == *" $1 "* ]]; }
is_pending() { grep -qxF -e "$1" "$pending" 2>/dev/null; }

# change FRENCH ENGLISH: counts it and says it.
change() {
  changes=$((changes + 1))
  say "  $1" "  $2"
}

require_machine() {
  [ "$(id -u)" = 0 ] || stop "Il faut être root : rien n'a été fait. Relancer avec sudo." "Root is needed: nothing was done. Run it with sudo."
  local ID='' VERSION_ID=0
  # shellcheck source=/dev/null
  . /etc/os-release
  if [ "$ID" != debian ] || [ "${VERSION_ID%%.*}" -lt 12 ]; then
    stop "Debian 12 ou plus récent est nécessaire (trouvé : $ID $VERSION_ID) : rien n'a été fait." \
      "Debian 12 or newer is needed (found: $ID $VERSION_ID): nothing was done."
  fi
  [ -d /run/systemd/system ] || stop "systemd ne tourne pas ici : rien n'a été fait." "systemd isn't running here: nothing was done."
  ip -brief address show | grep -qF " $host_address/" ||
    stop "Cette machine n'a pas l'adresse $host_address de $host_name ($role) : rien n'a été fait. Vérifier qu'il s'agit du bon dossier." \
      "This machine hasn't the address $host_address of $host_name ($role): nothing was done. Check that this is the right folder."
}

missing_packages() {
  local name
  for name in "${packages[@]}"; do
    [ "$(dpkg-query -W -f='${db:Status-Status}' "$name" 2>/dev/null)" = installed ] || printf '%s\n' "$name"
  done
}

# Ours replace them: masked before the packages come, so that they never start.
mask_replaced() {
  local unit
  for unit in "${replaced_units[@]}"; do
    if [ "$(readlink "/etc/systemd/system/$unit")" = /dev/null ]; then continue; fi
    change "service de Debian écarté : $unit" "Debian's service set aside: $unit"
    if [ "$check" ]; then continue; fi
    case $unit in *@.service) ;; *) systemctl stop "$unit" 2>/dev/null || true ;; esac
    systemctl mask --quiet "$unit"
  done
}

require_packages() {
  local -a missing
  mapfile -t missing < <(missing_packages)
  if [ ${#missing[@]} = 0 ]; then return; fi
  if [ -z "$install_packages" ]; then
    stop "Il manque des paquets : rien n'a été fait. Relancer avec --install-packages, ou en une commande :
  apt-get install --no-install-recommends ${missing[*]}" \
      "Packages are missing: nothing was done. Run it again with --install-packages, or in one command:
  apt-get install --no-install-recommends ${missing[*]}"
  fi
  change "paquets : ${missing[*]}" "packages: ${missing[*]}"
  if [ "$check" ]; then return; fi
  export DEBIAN_FRONTEND=noninteractive
  { apt-get update --quiet=2 && apt-get -o DPkg::Lock::Timeout=300 install --quiet=2 --yes --no-install-recommends "${missing[@]}"; } ||
    stop "Les paquets n'ont pas pu être installés (voir ci-dessus) : rien d'autre n'a été fait. Corriger, puis relancer ce script." \
      "The packages could not be installed (see above): nothing else was done. Correct it, then run this script again."
}

# put MODE OWNER GROUP PATH SERVICES: copies one file when its bytes, owner or mode differ.
put() {
  local mode=$1 owner=$2 group=$3 path=$4 readers=$5 source="$here/files$4"
  [ -f "$source" ] || stop "Fichier absent du dossier : files$path. La suite n'a pas été faite ; générer le dossier à nouveau." \
    "File missing from the folder: files$path. The rest was not done; render the folder again."
  if cmp -s "$source" "$path" && [ "$(stat -c '%a %U %G' "$path")" = "${mode#0} $owner $group" ]; then return; fi
  change "fichier : $path" "file: $path"
  if [ "$check" ]; then return; fi
  if [ "$readers" != - ]; then tr , '\n' <<<"$readers" >>"$pending"; fi
  case $path in /etc/systemd/system/*) echo daemon >>"$pending" ;; esac
  # Folders of the system stay readable by all.
  (umask 022 && mkdir -p "$(dirname "$path")")
  install -m "$mode" -o "$owner" -g "$group" "$source" "$path.new"
  mv -f "$path.new" "$path"
}

# put_matching PATTERN: the lines of the manifest whose path matches.
put_matching() {
  local mode owner group path readers
  while IFS=$'\t' read -r mode owner group path readers; do
    # shellcheck disable=SC2053 # the pattern is one
    if [[ $path == $1 ]]; then put "$mode" "$owner" "$group" "$path" "$readers"; fi
  done <"$here/manifest"
}

put_files() {
  if [ -z "$check" ]; then
    (umask 022 && mkdir -p "$state")
    touch "$pending"
  fi
  put_matching '/etc/sysusers.d/*'
  put_matching '/etc/tmpfiles.d/*'
  if [ -z "$check" ]; then
    systemd-sysusers /etc/sysusers.d/matrix-campus.conf
    systemd-tmpfiles --create /etc/tmpfiles.d/matrix-campus.conf
  fi
  put_matching '/etc/matrix-campus/*'
  put_matching '/etc/systemd/*'
  put_matching '/etc/logrotate.d/*'
  put_matching '/usr/*'
  remove_old
}

# What an earlier description had and this one hasn't.
remove_old() {
  local path unit
  if [ ! -f "$state/manifest" ]; then return; fi
  while read -r unit; do
    change "service retiré : $unit" "service removed: $unit"
    if [ -z "$check" ]; then systemctl disable --now --quiet "$unit" || true; fi
  done < <(comm -23 <(sort "$state/services") <(printf '%s\n' "${services[@]}" | sort))
  while read -r path; do
    change "fichier retiré : $path" "file removed: $path"
    if [ "$check" ]; then continue; fi
    case $path in /etc/systemd/system/*) echo daemon >>"$pending" ;; esac
    rm -f -- "$path"
  done < <(comm -23 <(cut -f4 "$state/manifest" | sort) <(cut -f4 "$here/manifest" | sort))
}

remember() {
  install -m 0600 "$here/manifest" "$state/manifest"
  printf '%s\n' "${services[@]}" >"$state/services"
}

# Told without being stopped; everything else is restarted.
is_reloadable() { case $1 in matrix-firewall.service | matrix-nginx.service | matrix-element.service | matrix-prometheus.service) ;; *) return 1 ;; esac; }

# bring_up UNIT: starts it, or tells it of a change.
bring_up() {
  if ! systemctl is-active --quiet "$1"; then
    change "démarrage : $1" "started: $1"
    systemctl reset-failed "$1" 2>/dev/null || true
    systemctl start "$1" || failed_start "$1"
  elif is_pending "$1" && is_reloadable "$1"; then
    change "relu : $1" "reloaded: $1"
    systemctl reload "$1" || failed_start "$1"
  elif is_pending "$1"; then
    change "redémarrage : $1" "restarted: $1"
    systemctl restart "$1" || failed_start "$1"
  fi
}

failed_start() {
  journalctl --no-pager -n 20 -u "$1" >&2 || true
  stop "Le service $1 n'a pas démarré ; les suivants n'ont pas été touchés. Corriger, puis relancer ce script : il reprend où il en était." \
    "The service $1 did not start; the following ones were not touched. Correct it, then run this script again: it goes on from there."
}

bring_all_up() {
  local unit
  if is_pending daemon; then systemctl daemon-reload; fi
  systemctl enable --quiet "$target_unit" "${services[@]}"
  for unit in "${services[@]}"; do
    before_start "$unit"
    bring_up "$unit"
    after_start "$unit"
  done
  after_all
  systemctl start "$target_unit"
}

# probe KIND ADDRESS[/PATH]: one question; true when it answers.
probe() {
  local where=${2%%/*} path=/${2#*/} line
  exec 8<>"/dev/tcp/${where%:*}/${where##*:}" || return 1
  if [ "$1" = tcp ]; then exec 8>&-; return 0; fi
  printf 'GET %s HTTP/1.0\r\n\r\n' "$path" >&8
  read -r -t 5 line <&8 || line=''
  exec 8>&-
  [[ $line == *" 200 "* ]]
}

wait_for_health() {
  local unit kind where tries
  while read -r unit kind where; do
    for ((tries = 0; tries < 60; tries++)); do
      if (probe "$kind" "$where") 2>/dev/null; then continue 2; fi
      sleep 1
    done
    stop "Le service $unit ne répond pas ($where). Le reste est en place ; voir : journalctl -u $unit" \
      "The service $unit doesn't answer ($where). Everything else is in place; see: journalctl -u $unit"
  done < <(printf '%s\n' "${probes[@]}")
}

# Two at once would each undo what the other is in the middle of.
alone() {
  exec 9>/run/lock/matrix-campus-install
  flock --nonblock 9 || stop "Une autre installation est en cours sur cette machine : rien n'a été fait." \
    "Another installation is running on this machine: nothing was done."
}

require_machine
alone
if [ "$check" ]; then say "Ce qui changerait sur $host_name ($role) :" "What would change on $host_name ($role):"; else say "Installation de $host_name ($role)" "Installing $host_name ($role)"; fi
if [ "$install_packages" ] || [ -z "$(missing_packages)" ]; then mask_replaced; fi
require_packages
put_files
put_programs
if [ "$check" ]; then
  say "$changes changement(s) à faire ; rien n'a été changé." "$changes change(s) to make; nothing was changed."
  [ "$changes" = 0 ] || exit 2
  exit 0
fi
bring_all_up
wait_for_health
remember
rm -f "$pending"
say "$changes changement(s) ; tous les services répondent." "$changes change(s); every service answers."
