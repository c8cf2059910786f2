#!/bin/sh
# Writes golden.txt and players.txt: what TinyFugue 5 (tf5, 5.0 beta 8) says to cases.tf and players.tf. It gets no network and a home of
# its own.
cd "$(dirname "$0")" || exit 1
said() {
  home=$(mktemp -d)
  env -i PATH="$PATH" HOME="$home" TERM=dumb LANG=C.UTF-8 TZ=UTC MAIL=/dev/null \
    timeout 60 unshare -rn tf5 -n -v "-f$1" </dev/null 2>&1 |
    sed 's/^[ \r]*//' | grep -a '^GOLD '
  rm -r "$home"
}
said cases.tf >golden.txt
said players.tf >players.txt
wc -l golden.txt players.txt
