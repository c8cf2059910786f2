/def café = èa va
/def -t"« * »" quoted = /echo «%1»
; fin
