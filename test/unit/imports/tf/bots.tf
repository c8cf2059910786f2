; a bot, 1997
/def -T"lp*" -w"Discworld" -n3 -c50 -t"{*} arrives from the {north|south|east|west}." greet = \
	/repeat -2 1 wave %1 %; say Welcome, %1!
/def -1 -t"Password:" pw = /send -- $(/getpw %{world_name})
/def getpw = /result "xyzzy"
/repeat -0:05 i /send save
/repeat -S 3 /echo booting
/fg -s Discworld
look
/trig {*} tells you: hello = tell %1 hi
/trigp 99 * attacks you! = flee
/gag *OOC*
/hilite Boffo*
/nosuchcommand 1 2 3
/def x = /nosuchcommand%;/alsomissing a b%;/recall 5
