/def -t"*" a = \
