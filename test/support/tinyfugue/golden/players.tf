; Constructs as they stand in players' files, said anew. What TinyFugue 5 says to them is in players.txt: "make.sh" runs the real one.
/set warn_curly_re=off
/set warn_status=off
/set wrap=on
/set wrapsize=2000
/set max_iter=1000
/def gold = /echo -- GOLD %{*}

; -- a percent sign that says nothing
/def p1 = /gold percent %^BOLD 50% of %1%. y%! z %) %( %, %: %/ %+ %@ %& %= %~ %' %" %<a> %[b] %} 7%
/p1 9
/eval /gold percent2 %^B \%^B %%^B \\%^B a%$[1+1]b
/def p2 = /gold percent3 \%^BOLD\%^ [GREEN\] 100%%
/p2

; -- leaving
/def b1 = /gold break 1%; /break%; /gold no
/def b2 = /b1%; /gold break 2%; /if (1) /gold break 3%; /break 2%; /gold no%; /endif%; /gold no
/b2
/def b3 = /while (1) /b1%; /if (++b3n >= 2) /break%; /endif%; /done%; /gold break end
/b3
/def b4 = /eval /break%%; /gold no
/b4
/gold break $[1]

; -- variables in braces are given values
/set v1 3
/eval /gold braces $[{v1} += 1] $[{v1} := 5] $[++{v1}] $[{v1} *= 2] $[--{v1}] $[{v1}] $[{v1} = 11]
/def v2 = /let w=1%; /test {w} += 2%; /gold braces2 %w
/v2

; -- what was matched last
/def m1 = /test regmatch("(c+)","cc")
/def m2 = /test regmatch("(a+)","baac")%; /m3%; /gold match %P1
/def m3 = /gold match3 %P1 %PL%; /m1%; /gold match3 %P1
/m2
/def m4 = /m1%; /gold match4 %P1
/m4
/test regmatch("(z)","z")
/def m5 = /gold match5 %P1
/m5
/def -mregexp -t"^pre (\\w+)" m6 = /gold match6 %P1%; /m7%; /gold match6 %P1
/def m7 = /gold match7 %P1%; /test regmatch("(q)","q")
/trigger pre word
/m5
/def m8 = /split left = right%; /m9
/def m9 = /gold match9 [%P1] [%P2]
/m8

; -- as people write bodies
/def c1 = \
    /if (0) /gold body no%; \
;   a remark in the middle
    /else \
        /gold body yes%; \
    /endif
/c1
/def c2 = /let mat=%{-1} %; /let count=%{1} %; /gold body2 [%mat] [%count]
/c2 3 soft leather
/def c3 = /if ({1} =~ "a" | {1} =~ "b") /gold body3 y%;/else /gold body3 n%;/endif
/c3 b
/c3 c
/def c4=/gold body4%;/gold body4b x%;
/c4
/def c5 = /result ({1}!~"")?{1}:"default"
/eval /gold body5 $[c5("")] $[c5("x")] $(/c5 q)
/def c6 = /while ({#}) /gold body6 %1%; /shift%; /done
/c6 q w
/def c7 = /if /ismacro gold%; /then /gold body7 yes%; /else /gold body7 no%; /endif
/c7
/def c8 = /let s=$[replace(", an ","=~=",replace(", a ","=~=",replace(" and",",",{*})))]%; /gold body8 %s
/c8 a jab, an elbow and a kick
/for i 1 3 /set c9_%{i}=v%i
/eval /gold body9 %c9_1 %c9_3
/def c10 = /let in=0%; /while (in <= 2) /eval /gold body10 L%{in} = "%%{L%{in}}"%%; /test ++in%; /done
/c10 a b c
/def c11 = /test T1:="tt"%; /let n=1%; /test c11v:=\{T%{n}\}%; /gold body11 %c11v
/c11
/def -i ++ = /test %{1} := %{1} + 1
/++ v1
/def -i -- -N = /test %{1} := %{1} - %{2}
/-N v1 4
/eval /gold body12 %v1
/def c13 = /repeat -S 2 /gold body13
/c13
/def c14 = /let a=$(/last %*)%; /let b=$(/rest %*)%; /gold body14 [%a] [%b] [$(/nth 2 %*)]
/c14 x y z
/set c15 $Id: x $
/eval /gold body15 %c15
/eval /gold body16 $[whatis(1)] $[whatis(1.5)] $[whatis("a")]
/def c17 = /gold body17 %{1-none} %{2-%{1-no}} %{c17-%{c17b-%{1}}}
/c17
/c17 z

; -- patterns
/def -mglob -t"\[event\]: Event 'clones' *" p20 = /gold pattern %4
/trigger [event]: Event 'clones' has started.
/def -p1 -mregexp -t'You (.*) the word \'Tock\'\.' p21 = /gold pattern2 %P1
/trigger You said the word 'Tock'.
/def -mregexp -t'^\[([^\]]*)\] \((\w+)\)' p22 = /gold pattern3 %P1 %P2
/trigger [abc] (def)
/def -mregexp -t"^H\\:([0-9]+)/([0-9]+)" p23 = /gold pattern4 %P1 %P2
/trigger H:12/40
/def -mregexp -p9 -F -q -t(http|ftp)://\S+[0-9A-Za-z/] p24 = /gold pattern5 [%PL] [%P0] [%PR]
/trigger see http://a.b/c now
/def -E"p25 < 5" -t"ouch" p26 = /gold pattern6
/set p25 9
/trigger ouch
/set p25 3
/trigger ouch
/def -i -q -mregexp -F -n2 -p99 -t"^cnt$" p27 = /gold pattern7
/trigger cnt
/trigger cnt
/trigger cnt
/def c28 = /def -t"dyn$$[1+1] %1" -1 dyn_%1 = /gold pattern8 %1 %%1
/c28 alpha
/trigger dyn2 alpha
; -- what is filled into defaults inside expressions
/set bar=B
/def dv1 = /echo -- GOLD default $[{foo-%{bar-x}}] $[{bar-%{foo-x}}] $[{foo-a b}]
/dv1
/def dv2 = /let z=$[1 ? "" : {*-%{bar-:|}}]%; /echo -- GOLD default [%z]
/dv2
/def dv3 = /echo -- GOLD default $[strcat({1-%bar}, {2-$[1 + 2]}, {3-q r}, {4-\}\%})]
/dv3
/dv3 a b
/def dv4 = /if ({1-%{bar}} =~ "B") /echo -- GOLD default yes%; /else /echo -- GOLD default no%; /endif
/dv4
/dv4 c
/def dv5 = /echo -- GOLD default $[{1-2} + {2-$[{1-3} * 2]}] [$[{nothing-}]]
/dv5
/dv5 4
