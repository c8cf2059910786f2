/loaded __TOOLS__
/require lisp.tf
/def -i max = /return {1} > {2} ? {1} : {2}
/def -i average = \
   /let sum=0%; \
   /let n=0%; \
   /while ({#}) \
      /let sum=$[sum + {1}]%; \
      /let n=$[n + 1]%; \
      /shift%; \
   /done%; \
   /return n ? sum / n : 0
/def calc = /echo - %* = $[%*]
/def -hLOAD -ag ~quietload
/def -h"SEND look*" = /send look%;/send exits
/def -h"NOSUCHEVENT" = /echo ?
/edit -p5 calc
/undef max
/purge -mregexp ^tmp_
/list -s
