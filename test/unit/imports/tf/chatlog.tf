;; logs chats
/set logfile=~/chat.log
/def -p100 -F -mregexp -t"^\\[(chat|gossip)\\] (.*)$" chatlog = \
    /test fwrite(logfile, strcat(ftime("%%Y-%%m-%%d "), P0))
/def chats = /quote -S /echo !tail -20 %{logfile}
/def last = /quote -S /echo `/recall /20 %{*}
/def mail = /sh mail -s "%1" me < /dev/null
/sys date
/def -E"{hp} < 10" -t"You are hungry." eat = eat bread
