#!/bin/sh
# Writes golden.txt, fragments.txt and players.txt: what TinTin++ (2.02.20) says to cases.tin, fragments.tin and players.tin. It gets a terminal, a home of its
# own, and no network.
cd "$(dirname "$0")" || exit 1
said() {
  home=$(mktemp -d)
  sleep 20 | env -i PATH="/usr/bin:/bin:/usr/games" HOME="$home" TERM=xterm LANG=C.UTF-8 TZ=UTC \
    timeout 30 unshare -rn script -qc "stty cols 250 rows 50; tt++ -G $1" /dev/null |
    sed 's/\x1b[[(][0-9;?]*[a-zA-Z]//g; s/\r//g' | grep -a -o 'GOLD .*'
  rm -r "$home"
}
said cases.tin >golden.txt
said fragments.tin >fragments.txt
said players.tin >players.txt
wc -l golden.txt fragments.txt players.txt
