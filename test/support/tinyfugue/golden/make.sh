#!/bin/sh
# Writes golden.txt: what TinyFugue 5 (tf5, 5.0 beta 8) says to cases.tf. It gets no network and a home of its own.
cd "$(dirname "$0")" || exit 1
home=$(mktemp -d)
env -i PATH="$PATH" HOME="$home" TERM=dumb LANG=C.UTF-8 TZ=UTC MAIL=/dev/null \
  timeout 60 unshare -rn tf5 -n -v -fcases.tf </dev/null 2>&1 |
  sed 's/^[ \r]*//' | grep -a '^GOLD ' >golden.txt
rm -r "$home"
wc -l golden.txt
