# dirs
/def n = /send north
/def s = /send south
/def go = \
  /let i=0%; \
  /while (++i <= {1-1}) \
     /send %{2}%; \
  /done
/def -B"KEY_UP" kpn = north
/def key_f5 = /go 5 n
/def run = /for i 1 %{#} /send $$(/nth %%i %*)
/def back = /eval /for i 1 %%{#path} /send $$[reverse(path)]
/def broken = /if (1) look
/def nameless name = nothing
/def -t"unclosed -p5 = x
/def -mfancy -t"a" b = c
/def -q -z -t"a" d = c
