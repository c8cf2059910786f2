; Lines that triggers paint; /look has one come from the game, with ^ for an escape.
; -- whole lines: what is of a lower priority comes later, colours of the same ground replace each other, all else adds up
/def -F -p2 -aB -t"A1*" a1
/def -F -p1 -aCred -t"A1*" a2
/look A1 bold, then red
/def -F -p2 -aCred -t"A2*" a3
/def -F -p1 -aCblue -t"A2*" a4
/look A2 red, then blue
/def -F -p1 -aCred -t"A3*" a5
/def -F -p2 -aCblue -t"A3*" a6
/look A3 blue, then red
/def -F -p2 -aCbgred -t"A4*" a7
/def -F -p1 -aCblue -t"A4*" a8
/look A4 both grounds
/look A4 what the ^[35mgame paints^[0m stays
/look A4 on ^[7;42mits own^[0m ground, too
/def -F -p3 -au -t"A5*" a9
/def -F -p2 -ar -t"A5*" a10
/def -p1 -aBCgreen -t"A5*" a11
/def -p0 -aCyellow -t"A5*" a12
/look A5 three of four
; -- what takes away
/def -F -p2 -aB -t"B1*" b1
/def -F -p1 -an -t"B1*" b2
/look B1 none takes nothing
/def -F -p2 -an -t"B2*" b3
/def -F -p1 -aBCred -t"B2*" b4
/look B2 none, then bold red
/def -F -p2 -aBCred -t"B3*" b5
/def -F -p1 -axu -t"B3*" b6
/look B3 just underlined, and ^[35;1mthis^[0m as it came
/def -F -p2 -axCbgred -t"B4*" b7
/def -F -p1 -aB -t"B4*" b8
/look B4 exclusive, and then more
; -- hidden
/def -F -p2 -aB -t"C1*" c1
/def -F -p1 -ag -t"C1*" c2
/look C1 hidden
/def -F -p2 -ag -t"C2*" c3
/def -F -p1 -aCred -t"C2*" c4
/look C2 hidden
/def -p2 -aB -t"C3*" c5
/def -p1 -ag -t"C3*" c6
/look C3 shown, for the first ends the search
; -- by names
/def -aE -t"D1*" d1
/def -aWu -t"D2*" d2
/def -F -ah -t"D3*" d3
/look D1 nothing
/look D2 underlined
/look D3 bold
/def -F -p2 -ahCblue -t"D4*" d4
/def -F -p1 -au -t"D4*" d5
/look D4 bold and blue
; -- parts lie on top, whatever their priority
/def -F -p2 -P0Cblue -t"E1 (\w+)" e1
/def -F -p1 -aB,Cyellow -mregexp -t"^E1" e2
/look E1 part above whole
/def -F -p1 -P0Cblue -t"E2 (\w+)" e3
/def -F -p2 -aB,Cyellow -mregexp -t"^E2" e4
/look E2 part below whole
/def -F -p2 -P1Cblue -aCred -t"E3 (\w+)" e5
/look E3 both of one
/look E3 ^[35;1mthe^[0m game ^[32mpaints^[0m as well
/def -F -p2 -P0Cred -t"E4 (\w+)" e6
/def -F -p1 -P1Cblue;0u -t"E4 (\w+)" e7
/look E4 parts of parts
/def -F -p1 -P0Cred -t"E5 (\w+)" e8
/def -F -p2 -P1Cblue;1B -t"E5 (\w+)" e9
/look E5 parts of parts
/def -F -P0xu -aBCgreen -t"E6 (\w+)" e10
/look E6 exclusive part, ^[35mand^[0m more
/look E6 ^[35mexclusive^[0m part
/def -F -P0n -aBCgreen -t"E7 (\w+)" e11
/look E7 none takes nothing
/def -F -P0g -t"E8 (\w+)" e12
/def -F -P0ug -t"E8 (\w+) (\w+)" e13
/look E8 no part is hidden
/def -F -PLCblue;RCred -t"side" e14
/look E9 left of a side and right of it, side by side
/def -F -P0h -t"hey" e15
/look F1 hey there, hey you
/def -F -P1Cblue -t"F2 x|(only)" e16
/look F2 x and only a group that there is
/def -F -PB -t"F3 \w+" e17
/look F3 whole of it
/def -p3 -P0Cred -t"F4" e18
/def -p2 -aB -mregexp -t"F4 \w+" e19
/look F4 first of them
; -- what cannot be defined paints nothing
/def -P0Cred -msimple -t"G1 line" g1
/def -msimple -P0Cred -t"G1 line" g2
/def -mglob -P0Cred -t"G1*" g3
/def -P0Cred -PB -t"G1" g4
/def -P1Cred -t"G1" g5
/def -P2Cred -t"(G1)" g6
/def -P0Q -t"G1" g7
/def -P0Cred g8 = x
/look G1 line
; -- words in its place have what the whole line has, and nothing of its parts
/def -F -p2 -aB -t"H1*" h1 = /substitute new words
/look H1 with ^[35ma^[0m part
/def -F -p2 -aB -t"H2*" h2 = /substitute -aCred new words
/look ^[35mH2 in a colour of the game^[0m
/def -F -p2 -aB -t"H3*" h3 = /substitute -axu new words
/look H3 exclusive
/def -F -p2 -P0Cred -t"H4 (\w+)" h4
/def -F -p1 -t"H4*" h5 = /substitute new words
/look H4 a part is gone
; -- inside a text: attributes add up until @{n}, over those of the line, which x alone takes away
/eval /echo -p -aBCred -- I1 @{Cblue}x@{n}y
/eval /echo -p -aBCred -- I2 a@{x}z@{u}q@{n}r
/eval /echo -p -- I3 a@{B}b@{Cred}c@{n}d
/eval /echo -p -- I4 a@{BCred}b@{xu}c@{Cblue}d
/eval /echo -p -aCred -- I5 a@{nB}b@{n}c
/eval /echo -p -- I6 a@{Cred}b@{Cbgblue}c@{Cgreen}d@{n}
/eval /echo -p -- I7 a@{h}b@{E}c@{n}d
/eval /echo -p -- I8 a@@b@{r}c@{nu}d
/eval /echo -p -aB -aCred -- I9 the last one counts
/eval /echo -p -au -- J1 @{n}a@{x}b@{xB}c@{B}d
/eval /echo -p -aCbgred -- J2 a@{Cblue}b@{xCgreen}c@{n}d
/eval /echo -p -aBu -- J3 a@{r}b@{n}c@{Cred}d
/eval /echo -p -- J4 a@{Q}b
/eval /echo -aQ -- J5 a
/eval /echo -p -- J6 a@{B}b@{B}c@{n,u}d@{}e
/eval /echo -ag -- J7 hidden
/eval /echo -p -- J8 a@{g}b
/eval /echo -p -- J9 a@{B b
