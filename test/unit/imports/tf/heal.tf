; autoheal, v3
/set autoheal 1
/def -i doheal = \
    /if (autoheal & hp < hpwarn) \
        /if (hp < 20) \
            quaff red potion%;\
        /else \
            cast 'heal' %{me-self}%;\
        /endif%;\
    /endif

/def -F -mregexp -t"^<([0-9]+)hp ([0-9]+)sp>" hpprompt = /set hp=%P1%;/set sp=%P2%;/doheal
/def -mregexp -p5 -t'^<([0-9]+)hp ([0-9]+)sp> ?$' hpline = \
  /set hp=%P1 %;\
  /set sp=%P2 %;\
  /doheal
/def heal = /toggle autoheal%;/echo %% autoheal is $[autoheal ? "on" : "off"]
