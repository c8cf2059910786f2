;;; .tfrc of somebody who plays two worlds
/require textutil.tf
/load ~/.tf-worlds
/set hpwarn=50
/set more=on
/visual on
/isize 4
/addworld -T"tiny.muck" Muck Guest guest muck.example.org 8888
/addworld Mud mud.example.org 4000

/def -F -p10 -mregexp -t"^([A-Z][a-z]+) pages: (.*)$" pageseen = /echo -aB %P1 paged you at $[ftime("%H:%M")]
/def -aCgreen -t"* smiles*"
/def -ag -mglob -t"The rain falls."
/bind ^W = /dokey bword
/bind ^[q = /quit
/hook CONNECT = /send WHO
