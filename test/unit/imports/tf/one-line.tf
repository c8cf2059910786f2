/def a=say a
/def  -p1   -F   -t"x"   b   =   say b
/def c
/DEF D = say D
/Def -i e = /E2%;/e2
/def e2 = :waves
/eval /def made_%{world_name} = /echo here
/if (1) /def inside = say inside%;/else /def other = say other%;/endif
/test x := 3
/@echo built in
/!echo negated
 /echo with a blank before it
