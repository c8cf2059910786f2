#!/bin/sh
# Writes golden.txt, players.txt and looks.txt: what TinyFugue 5 (tf5, 5.0 beta 8) says to cases.tf and players.tf, and how it shows the
# lines of looks.tf (\e: an escape). It gets no network and a home of its own.
cd "$(dirname "$0")" || exit 1
run() {
  home=$(mktemp -d)
  env -i PATH="$PATH" HOME="$home" TERM="$2" LANG=C.UTF-8 TZ=UTC MAIL=/dev/null \
    timeout 60 unshare -rn tf5 -n -v "-f$1" </dev/null 2>&1
  rm -r "$home"
}
said() {
  run "$1" dumb | sed 's/^[ \r]*//' | grep -a '^GOLD '
}
looks() {
  program=$(mktemp)
  {
    echo '/addworld W'
    echo '/connect W'
    echo '/def look = /test fake_recv(replace("^", char(27), {*}))'
    cat "$1"
  } >"$program"
  run "$program" vt220 | sed 's/\r//g; s/\x1b\[K//g; s/\x1b/\\e/g' | grep -a -E '^(\\e[[][0-9;]*m)*([A-J][0-9]|new)[ \\]'
  rm "$program"
}
said cases.tf >golden.txt
said players.tf >players.txt
looks looks.tf >looks.txt
wc -l golden.txt players.txt looks.txt
