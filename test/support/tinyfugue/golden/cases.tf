; What TinyFugue 5 says to this is in golden.txt: "make.sh" runs the real one. A line of an answer begins with GOLD and its name.
; Where Clay says something else on purpose, differs.txt has that and why.
/set warn_curly_re=off
/set warn_status=off
/set wrap=on
/set wrapsize=2000
/set max_iter=1000
/def gold = /echo -- GOLD %{*}

; -- expressions
/eval /gold int $[1+2*3] $[(1+2)*3] $[7/2] $[-7/2] $[2-3-4] $[100/10/2] $[010+1] $[+"12"]
/eval /gold real $[7.0/2] $[1.5+1] $[3.0*2] $[10/4.0] $[0.1+0.2] $[1/3.0] $[2.5-0.5] $[1e3] $[1e3+1]
/eval /gold realform $[1e10] $[1e15] $[1e16] $[1e-4] $[1e-5] $[123456.789*1000] $[1.0] $[1.50] $[1/8.0]
/eval /gold overflow $[2147483647+1] $[1000000*1000000] $[-2147483647-2] $[100000*100000]
/eval /gold dtime $[1:30] $[0:01:02.3] $[1:30+30] $["1:30"+0] $["0:00:05"*2]
/eval /gold strnum $["12abc"+1] $["3.5abc"+1] $["-4"*2] $["1e3"+0] $[" 12"+1] $["0x10"+1] $["010"+1] $["xyz"+1] $[""+1]
/eval /gold compare $[3<4] $[4<=4] $[3>4] $[4>=5] $[1==1.0] $[1!=2] $[1=1] $["a"<"b"] $["10"<"9"]
/eval /gold strings $["abc"=~"abc"] $["abc"=~"ABC"] $["abc"!~"abd"] $["1"=~"1.0"] $[1=~"1"]
/eval /gold globs $["abc"=/"A*"] $["abc"=/"{abc|d}"] $["a bc"=/"*{bc}"] $["abc"=/"{a*}"] $["a b"=/"{a*}"] $["abc"!/"b*"] $["abc"=/"[a-c]bc"] $["abc"=/"[^a]bc"] $["abc"=/"?b?"]
/eval /gold globwords $["foop"=/"{foo}*"] $["foo p"=/"{foo}*"] $[""=/"{}"] $["x"=/"{}"] $["storm jiggles"=/"{storm|chup*}*"] $["stormette jiggles"=/"{storm|chup*}*"] $["a*b"=/"a\\*b"] $["axb"=/"a\\*b"]
/eval /gold logic $[1&2] $[0&2] $[0|3] $[2|3] $[!0] $[!5] $[!""] $[!"a"] $[!"1"] $["x"|"y"] $[1&"z"]
/eval /gold cond $[1?"y":"n"] $[0?"y":"n"] $["a"?1:2] $[1?:2] $[0?:2] $[5>3?"big":"small"] $[0?1:0?2:3]
/eval /gold assign $[x:=3] $[x+=2] $[x*=2] $[x-=1] $[x/=2] $[++x] $[--x] $[-x] $[+x] $[x] $[y:=z:=7] %y %z
/eval /gold comma $[1,2,3] $[(a1:=5),a1+1]
/eval /gold shortcircuit $[0 & (sc:=1)] $[1 | (sc:=2)] [%sc] $[1 & (sc:=3)] %sc
/eval /gold nesting $[strlen(strcat("a",toupper("b"),$[1+1],%{nope-zz}))] $[$[1+1]*$[2+1]] $[{nope-5}+1]
/eval /gold quotes $["a\"b"] $['it\'s'] $["a\\b"] $[`x y`] $["a'b"]
/eval /gold incdec $[i1:=5] $[++i1] $[++i1] $[--i1] %i1
/eval /gold precedence $[1+1==2] $[1|0&0] $[!1==0] $[-2*3] $[2+3<6&1] $[1<2==1]

; -- functions of texts
/eval /gold substr [$[substr("abcdef",2)]] [$[substr("abcdef",2,3)]] [$[substr("abcdef",-2)]] [$[substr("abcdef",1,-1)]] [$[substr("abcdef",10)]] [$[substr("abcdef",-10,3)]] [$[substr("abcdef",2,100)]] [$[substr("abc",0,0)]]
/eval /gold strchr $[strchr("hello","lo")] $[strchr("hello","lo",3)] $[strchr("hello","l",-2)] $[strchr("abc","z")] $[strchr("","a")]
/eval /gold strrchr $[strrchr("hello","l")] $[strrchr("hello","l",2)] $[strrchr("hello","z")] $[strrchr("hello","eo",3)]
/eval /gold strstr $[strstr("hello world","wor")] $[strstr("ababab","ab",1)] $[strstr("ab","zz")] $[strstr("abc","")]
/eval /gold strcmp $[strcmp("a","b")] $[strcmp("b","a")] $[strcmp("a","a")] $[strncmp("abcd","abef",2)] $[strncmp("abcd","abef",3)] $[strcmp("A","a")]
/eval /gold case $[toupper("abc")] $[toupper("abc",1)] $[tolower("ABC")] $[tolower("ABC",2)] $[toupper("a1b")]
/eval /gold pad [$[pad("a",3)]] [$[pad("a",-3)]] [$[pad("abcdef",3)]] [$[pad("a",3,"b",-3,"c",2)]] [$[pad("x",0)]]
/eval /gold strrep [$[strrep("ab",3)]] [$[strrep("ab",0)]] [$[strrep("x",-1)]] [$[strrep("",5)]]
/eval /gold replace $[replace("l","L","hello")] $[replace("b","","abc")] $[replace("","x","abc")] $[replace("aa","a","aaaa")] $[replace("z","y","abc")]
/eval /gold strlen $[strlen("")] $[strlen("abc")] $[strlen("a b")] $[strlen(12345)]
/eval /gold ascii $[ascii("A")] $[ascii("")] $[char(66)] $[ascii(char(200))]
/eval /gold utf8 $[strlen("é")] $[ascii("é")]
/eval /gold textencode $[textencode("Hi there_x")] $[textdecode("Hi_32_there_95_x")] $[textdecode(textencode("a b.c"))]
/eval /gold strcat [$[strcat()]] [$[strcat("a")]] [$[strcat("a",1,"b",2.5)]]
/eval /gold attrs $[strlen(decode_attr("@{Cred}x@{n}y"))] $[strlen(decode_ansi(strcat(char(27),"[31mred")))] $[strlen("@{B}x")] $[decode_attr("a@@b")]
/eval /gold encode $[encode_attr(decode_attr("@{B}bold@{n}"))]

; -- functions of numbers and times
/eval /gold math $[abs(-2.5)] $[abs(-3)] $[trunc(3.7)] $[trunc(-3.7)] $[mod(7,3)] $[mod(-7,3)] $[mod(7,-3)] $[sqrt(16)] $[sqrt(2)]
/eval /gold power $[pow(2,3)] $[pow(2,0.5)] $[pow(-2,3)] $[exp(0)] $[ln(1)] $[log10(1000)]
/eval /gold trig $[sin(0)] $[cos(0)] $[tan(0)] $[asin(0)] $[acos(1)] $[atan(1)*4] $[atan(0)]
/eval /gold rand $[rand(1)] $[rand(5,5)] $[rand(10)<10] $[rand()>=0]
/eval /gold ftime $[ftime("%Y-%m-%d %H:%M:%S",86400*365)] $[ftime("%j %a %b %e %y %I %p %%",0)] $[ftime("%D %R",0)] $[ftime("%A %B %d",86400*45)]
/eval /gold mktime $[mktime(1970,1,2)] $[mktime(2000)] $[mktime(2000,2,29,12,30,15)] $[time()>1000000]
/eval /gold regmatch $[regmatch("(\\w+)@(\\w+)","mail joe@host now")] %{P0} %{P1} %{P2} [%{PL}] [%{PR}] [%{P3}]
/eval /gold regmiss $[regmatch("z+","abc")] $[regmatch("B","abc")] $[regmatch("b","ABC")] $[regmatch("(?i)B","abc")] $[regmatch("^a.c$","abc")]
/eval /gold regclass $[regmatch("[[:digit:]]+","ab12")]%P0 $[regmatch("\\d{2,3}","a1234")]%P0 $[regmatch("(a|b)+?","ab")]%P0 $[regmatch("(?:x)(y)","xy")]%P1
/eval /gold negative $[-8.0*1] $[2.0-10] $[0.0] $[-0.5] $[strcmp("ab","a")] $[strcmp("","a")]
/eval /gold isfuncs $[ismacro("gold")>0] $[ismacro("nosuch")] $[systype()]
/eval /gold worldless [$[fg_world()]] [$[world_info("name")]] $[is_connected()] $[is_open("x")] $[nactive()] $[nlog()] [$[kbhead()]] $[kblen()] $[kbpoint()]

; -- substitution
/set v=hello
/def bodyof = some body
/eval /gold var %v %{v} %{v}x [%nov] %{nov-dflt} %{nov-%v} %{nov-$[1+1]} [%{nov-}] %{nov-a b}
/eval /gold macro ${bodyof} $bodyof
/eval /gold percent %% %%% %%x %%{v} a%b
/eval /gold dollar $$ $$$ $$x $${bodyof} $ 5$
/eval /gold escape \% \$ \\ \x \65\066\0x43 a\ b
/eval /gold separator a%;/gold separator2 b %;/gold separator3 c
/eval /gold command $(/echo a) $(/echo a%;/echo b) [$(/let q=1)] $(/echo   x  y)
/eval /gold nested $(/echo $(/echo $[1+1])) $[strlen($(/echo abc))]
/eval /gold case2 %V %v
/def args = /gold %{1} #=%# *=[%*] 2=[%2] -1=[%-1] -2=[%-2] L=[%L] L1=[%L1] L2=[%L2] -L=[%-L] -L2=[%-L2] 0=%0 9=%{9-none}
/args params one two three
/args noargs
/args spaces   two   three
/eval /args fromeval a b
/def fargs = /gold %{1} #=%# *=[%*] 2=[%2] -1=[%-1] L=[%L] -L=[%-L]
/test fargs("fcall","a b","c")
/test fargs("fcall1")
/def sh1 = /gold shift %#:%*%; /shift%; /gold shift2 %#:%*%; /shift 2%; /gold shift3 %#:%*
/sh1 a b c d e
/def trail = /gold trail [%*]   %;   /gold trail2 [x]
/trail a
/def inner = /def madeby_%1 = /gold made %%1 by %1
/inner me
/madeby_me it
/def evalarg = /eval /gold evalarg %%1 %1 %%%1
/evalarg a b
/gold literal %v $[1] \x %%
/def undefd = /gold undefd [%1] [%{1}] [%*] [%#]
/undefd

; -- control flow
/def ifs = /if ({1}==1) /gold if%1 one%; /elseif ({1}==2) /gold if%1 two%; /else /gold if%1 other%; /endif%; /gold if%1 after
/ifs 1
/ifs 2
/ifs 3
/def ifcmd = /if /test {1}%; /then /gold ifcmd%1 yes%; /else /gold ifcmd%1 no%; /endif
/ifcmd 1
/ifcmd 0
/def ifnest = /if (1) /if (0) /gold ifnest no%; /else /gold ifnest yes%; /endif%; /gold ifnest2 in%; /endif
/ifnest
/if (2>1) /gold topif %v%; /else /gold topif no%; /endif
/def ifelseif = /if (0) /gold eei a%; /elseif (0) /gold eei b%; /elseif (1) /gold eei c%; /endif
/ifelseif
/def wh = /let i=0%; /while (i < 3) /test ++i%; /gold while %i%; /done%; /gold whileend %i
/wh
/def whdo = /let i=0%; /while /test i<2%; /do /test ++i%; /gold whiledo %i%; /done
/whdo
/def brk = /let i=0%; /while (1) /test ++i%; /if (i==3) /break%; /endif%; /done%; /gold break %i
/brk
/def brk2 = /let i=0%; /while (1) /while (1) /test ++i%; /break 2%; /done%; /done%; /gold break2 %i
/brk2
/for i 1 3 /gold for %i
/for i 3 1 /gold fornever %i
/def ff = /for i 1 2 /gold forin %%i of %1
/ff z
/def fcond = /for i 1 3 /if (i==2) /gold forif two%%; /endif
/fcond
/def ret = /return 42%; /gold never
/eval /gold return $[ret()]
/def rets = /return "x y"
/eval /gold returns [$[rets()]] $[strlen(rets())]
/def res = /result strcat("res:",{1})
/eval /gold result $[res("zz")] $(/res yy)
/def retnone = /return
/eval /gold retnone [$[retnone()]]
/def rec = /if ({1} <= 1) /return 1%; /else /return {1}*rec({1}-1)%; /endif
/eval /gold recursion $[rec(10)]
/def lastres = /test 7
/eval /lastres%; /gold lastresult %?
/eval /test 0%; /gold falseresult %?
/def scope1 = /let v=1%; /scope2%; /gold scope1 %v
/def scope2 = /gold scope2 %v%; /test v:=2%; /let v=3%; /gold scope3 %v
/scope1
/gold scope %v
/def locals = /let only=1%; /gold locals %only
/locals
/eval /gold localgone [%only]
/def evret = /eval /return 5%; /gold evret after %?
/evret
/def forret = /for i 1 3 /if (i==2) /return 7%%; /endif%%; /gold forret in %%i%; /gold forret after %?
/forret
/def whfor = /for i 1 5 /if (i==3) /break%%; /endif%%; /gold whfor %%i
/whfor
/def earlyret = /if (1) /return 5%; /endif%; /gold never
/eval /gold earlyret $[earlyret()]
/def whret = /while (1) /return 9%; /done
/eval /gold whret $[whret()]
/eval /for k 1 2 /gold evalfor %%k

; -- variables
/set sp 1 2 3
/set sq=  sp  
/eval /gold set [%sp] [%sq]
/set
/unset sp
/eval /gold unset [%sp]
/test sett := "a b"
/eval /gold testset [%sett]
/let toplet=5
/eval /gold toplet [%toplet]
/setenv envv=e v
/eval /gold setenv [%envv]
/def toggled = /toggle tog%; /gold toggle %tog
/toggled
/toggled
/listvar v
/set emptyv=
/eval /gold emptyv [%emptyv] [%{emptyv-d}] $[emptyv=~""]

; -- options
/def go = /if (!getopts("ab:c#d@", "")) /gold opts bad%; /return 0%; /endif%; /gold opts a=%opt_a b=%opt_b c=%opt_c d=%opt_d rest=[%*] #=%#
/go -a -b"x y" -c1+1 -d1:30 rest of it
/go -ab'q' -- -z
/go -z
/go -
/go plain -a
/go -b"qu\"ote" x
/go -c-5 y
/def goi = /let opt_x=kept%; /test getopts("xy")%; /gold optsinit %opt_x %{opt_y-none} [%*]
/goi -y z
/goi -x z

; -- triggers
/def -mglob -t'* tells you *' tell = /gold tglob %{1} said %{-3}
/def -mregexp -t'^(\\w+) hits (\\w+) for (\\d+)$' hit = /gold tre %{P1} %{P2} %{P3} [%{PL}] [%{PR}] %1
/def -msimple -t'exact line' ex = /gold tsimple %*
/def -msubstr -t'mid*dle' sub = /gold tsubstr %*
/trigger Bob tells you hi there
/trigger BOB TELLS YOU hi
/trigger Bob hits Orc for 42
/trigger exact line
/trigger Exact line
/trigger xx mid*dle yy
/trigger xx middle yy
/def -p5 -F -t'*multi*' m1 = /gold prio p5
/def -p3 -t'*multi*' m2 = /gold prio p3
/def -p1 -t'*multi*' m3 = /gold prio p1
/trigger xx multi yy
/def -n1 -t'oneshot' os = /gold shot one
/trigger oneshot
/trigger oneshot
/def -n2 -t'twoshot' ts = /gold shot2
/trigger twoshot
/trigger twoshot
/trigger twoshot
/def -1 -t'once' on1 = /gold once
/trigger once
/trigger once
/def -c0 -t'nochance' nc = /gold nochance
/trigger nochance
/def -E"condvar==2" -t'cond' cnd = /gold cond2
/trigger cond
/set condvar=2
/trigger cond
/def -F -t'ret*' rt = /gold trret
/eval /trigger ret me%; /gold trcount %?
/eval /trigger nothing at all%; /gold trnone %?
/def -q -t'quiet' qt = /gold quiet
/eval /trigger quiet%; /gold quietcount %?
/def -mregexp -t'^You (?:get|pick up) (?P<what>.+)\\.$' named = /gold named %P1
/trigger You get a sword.
/def -mregexp -t'(a)|(b)' alt = /gold alt [%P1] [%P2]
/trigger b
/undef alt
/def -t'{foo|bar} *' words = /gold words %1
/trigger foo x
/trigger bar y
/trigger foobar z
/def -mregexp -h'CONFAIL ^(\\w+) (.*)$' hk = /gold hook %P1 %2
/trigger -hCONFAIL home refused it
/def -h'CONNECT|DISCONNECT home' hk2 = /gold hook2 %*
/trigger -hCONNECT home
/trigger -hDISCONNECT home
/trigger -hCONNECT other
/trig shorthand * = /gold trig %-1
/trigger shorthand a b
/trigp 7 short2 = /gold trigp
/trigger short2
/hook LOG x* = /gold hook3 %1
/trigger -hLOG xyz
/untrig short2
/trigger short2
/def -t"quo'te\\\\ x" quo = /gold quoted
/trigger quo'te\ x
/def -t'attrs' -ag -F at1
/def -t'attrs' at2 = /gold attrstop
/trigger attrs
/def -mregexp -t'case' cs1 = /gold recase1
/trigger A CASE
/def -p2 -mregexp -t'Case' cs2 = /gold recase2
/trigger a case
/trigger a Case

; a backslash in quotes
/def -mregexp -t'^(\w+) weighs (\d+)\.$' single = /gold single %P1 %P2
/trigger Bob weighs 12.
/def -mregexp -t"^He says, \"(\w+)\" to (\\w+)" quotes = /gold quotes %P1 %P2
/trigger He says, "hi" to Ann
/def -mregexp -t'^Bob\'s (\S+) (\d+)\\(\d+)' other = /gold other %P1 %P2
/def -mglob -t"a\*b" starred = /gold starred
/trigger a*b
/trigger axb
/def -mregexp -E'{P0} =~ "x\y" | 1' -t'^cond (\d)$' cond = /gold cond %P1
/trigger cond 7

; -- macros
/def CamelCase = /gold camel %1
/camelcase 1
/CAMELCASE 2
/eval /gold camelf $[camelcase()]
/def redef = /gold redef 1
/def redef = /gold redef 2
/redef
/undef redef
/def plus = /return {1} + {2}
/eval /gold plus $[plus(1,2)] $[plus(1.5,2)]
/def empty =
/eval /empty%; /gold emptybody %?
/def novalue
/eval /gold novalue $[ismacro("novalue")>0]
/edit -p9 plus
/eval /gold edited $[plus(3,4)]
/eval /eval /gold evaleval %%v
/not /test 0
/eval /not /test 1%; /gold not %?
/eval /gold evalf $[eval("/return 3")]
/eval /gold testf $[test("1+2")]
/eval /@test 4%; /gold at %?
/first a b
/eval /gold lists $(/first a b c) $(/rest a b c) $(/last a b c) $(/nth 2 a b c) [$(/nth 5 a b)]
/split left side = right = more
/def spl = /split %*%; /gold split [%P1] [%P2]
/spl left side = right = more
/spl nothing
/eval /gold escapef $(/escape xy axbyc)
/eval /gold replacef $(/replace a b banana)

; -- quote and repeat
/quote -S /gold quote `/echo l1%;/echo l2
/quote -S /gold quoteset `"/listvar v" end
/quote -S -decho GOLD quoteecho `/echo l3
/repeat -S 2 /gold repeat %v
/eval /repeat -S 2 /gold repeateval %%v
/quote -S /gold quoteb "a"`"/echo x y" z

; -- macros that are there from the start
/eval /gold car [$(/car a b c)] [$(/car)] [$(/car   a   b)] [$(/car -x y)] [$(/cadr a b c)] [$(/caddr a b c)] [$(/cadr a)]
/eval /gold cdr [$(/cdr a b  c)] [$(/cdr a)] [$(/cddr a b c d)] [$(/cdddr a b c d  e)] [$(/cdddr a b)]
/eval /gold length [$(/length a b  c)] [$(/length)] [$(/length -s x)] $[length("a b")]
/length a b c
/eval /gold lengthresult %?
/car a b
/eval /gold carresult %?
/test zcar:=car("q r")
/eval /gold carfunction %zcar %?
/eval /gold reverse [$(/reverse a b  c)] [$(/reverse)] [$(/reverse a)] [$(/reverse -a b)]
/def goldup = /echo -- $[toupper({*})]%;/return 7
/def goldtwo = /echo -- <%1,%2,%#>
/eval /gold mapcar [$(/mapcar /goldup a b c)] [$(/mapcar /goldup)] [$(/mapcar /goldtwo a  b)]
/eval /gold maplist [$(/maplist /goldup a b c)] [$(/maplist /goldtwo a b c)] [$(/maplist /length a b c)] [$(/maplist /goldup)]
/mapcar /goldup a
/eval /gold mapresult %?
/eval /gold mapecho [$(/mapcar /echo -- x y)]
/eval /gold remove [$(/remove b a b c b)] [$(/remove z a  b)] [$(/remove a)] [$(/remove)] [$(/remove a a)] [$(/remove A a A)] [$(/remove * a * b)]
/eval /gold unique [$(/unique a b a c b)] [$(/unique)] [$(/unique A a A)] [$(/unique a  a)] [$(/unique * a *)] [$(/unique x)] [$(/unique a b b a)]
/eval /gold lists $(/car $(/cdr a b c)) $(/length $(/remove a a b a c)) $(/remove a $(/unique c a b a c))
/eval /gold listfunctions $[reverse("a","b c","d")] $[length("a","b")] $[remove("a","a","b")] $[unique("a","a","b")] $[cdr("a","b","c d")] $[last("a","b c")] $[first("x y","z")] $[nth(2,"a","b")] $[rest("a","b c")]
/eval /gold nth [$(/nth 2 a b)] [$(/nth 0 a b)] [$(/nth 5 a b)] [$(/first   a)] [$(/rest   a   b  c )] [$(/last a b )]
/push a gst
/eval /gold push [%gst] %?
/push b gst
/eval /gold push2 [%gst] %?
/pop gst
/eval /gold pop [%gst] %?
/eval /gold pop2 [$(/pop gst)] [%gst]
/pop gst
/eval /gold pop3 [%gst] [%?]
/enqueue x gqu
/enqueue y gqu
/eval /gold enqueue [%gqu] %?
/dequeue gqu
/eval /gold dequeue [%gqu] %?
/eval /gold dequeue2 [$(/dequeue gqu)] [%gqu]
/eval /gold encoded [$(/textencode a b_c)] [$(/textdecode a_32_b)] $[textencode("a b")]
/eval /gold vercmp $[vercmp("5.0 beta 8","5.0 beta 7")] $[vercmp("4.0","5.0")] $[vercmp("5.0","5.0 beta 8")] $[vercmp("5.0 alpha 3","5.0 beta 1")] $[vercmp("5.0 beta 10","5.0 beta 9")] $[vercmp("4.0 stable 1","4.0 beta 1")] $[vercmp("5.0 beta 8","5.1 beta 7")] $[vercmp("6.0 beta 1","5.0 beta 7")] $[vercmp("5.0 beta 8","5.0 beta 8")]
/eval /gold ver [$(/ver)] [$[ver()]]
/eval /gold random [$(/rand 1)] [$(/rand 5 5)] $[$(/rand 10)<10]
/eval /gold clock [$(/time xyz)] $[strlen($(/time))]
/eval /gold ismacros $[ismacro("car")>0] $[ismacro("set")] $[ismacro("quote")] $[ismacro("nosuch")]
/eval /gold usual %isize %background %bamf %borg %clearfull %cleardone %insert %lp %lpquote %quitdone %redef %shpause %sockmload %sub %more %login %quiet %kecho %mecho %qecho %hpri %gpri
/gpri 7
/hpri 8
/ptime 3
/eval /gold numbers %gpri %hpri %ptime
/gpri 0
/hpri 0
/ptime 1
/quiet on
/eval /gold quiet %quiet
/noquiet
/eval /gold quiet2 %quiet
/quiet
/eval /gold quiet3 %quiet
/login 0
/eval /gold login %login
/login 1
/eval /gold login2 %login
/nologin
/eval /gold login3 %login
/login on
/kecho =>
/eval /gold kecho %kecho [%kprefix]
/kecho off
/eval /gold kecho2 %kecho [%kprefix]
/qecho on
/eval /gold qecho %qecho [%qprefix]
/qecho off
/background off
/bamf old
/borg 0
/clearfull on
/cleardone on
/lp on
/quitdone on
/shpause on
/sockmload on
/eval /gold flags %background %bamf %borg %clearfull %cleardone %lp %quitdone %shpause %sockmload
/borg junk
/eval /gold flags2 %borg
/reply on
/eval /gold reply %borg
/background on
/lp off
/shpause off
/eval /gold features $(/features float) $[features("float")]
/features nosuch
/eval /gold features2 %?
/eval /gold files ${MACROFILE} ${HILITEFILE} ${GAGFILE} ${TRIGFILE} ${BINDFILE} ${HOOKFILE} ${WORLDFILE}
/addtiny GW1 localhost 4000
/addlp GW2 localhost 4000
/addlpp GW3 localhost 4000
/adddiku GW4 localhost 4000
/addtelnet GW5 localhost 4000
/eval /gold worldtypes $[world_info("GW1","type")] $[world_info("GW2","type")] $[world_info("GW3","type")] $[world_info("GW4","type")] $[world_info("GW5","type")]
/at foo
/eval /gold at2 %?

; -- nothing as a value
/set ev=1
/eval /set ev $(/true)
/eval /gold empty [%ev] $[isvar("ev")]
/set ev=1
/set ev=
/eval /gold empty2 [%ev] $[isvar("ev")]
/set ev=1
/set ev
/eval /gold empty3 [%ev]
/def emptied = /let q=5%; /let q %; /gold let1 [%q]%; /let q=5%; /let q $(/true)%; /gold let2 [%q]%; /let q=5%; /let q=%; /gold let3 [%q]%; /let q=5%; /let q%; /gold let4 [%q]
/emptied
/def emptied2 = /let q=a%;/if (1) /let q %;/endif%;/gold let5 [%q]
/emptied2
/setenv ew=1
/eval /setenv ew $(/true)
/eval /gold emptyenv [%ew] $[isvar("ew")]
/setenv ew=1
/setenv ew=
/eval /gold emptyenv2 [%ew] $[isvar("ew")]
/unset ew
/eval /gold unset [%ew] $[isvar("ew")] %?
/unset nosuch
/eval /gold unset2 %?
/test ev:=
/eval /gold emptytest [%ev] %?
/test ev:=""
/eval /gold emptytest2 [%ev] [%?] $[isvar("ev")]
/set ev = 5
/eval /gold equals [%ev]
/set   ev   6
/eval /gold equals2 [%ev]

; -- what is defined twice
/def -b'^X^Y' gone = /echo one
/def -b'^X^Y' gtwo = /echo two
/eval /gold key $[ismacro("gone")] $[ismacro("gtwo")>0]
/def -b'^X^Y' gtwo = /echo two
/eval /gold key2 $[ismacro("gtwo")>0]
/def -ib'^X^Y' gthree = /echo three
/eval /gold key3 $[ismacro("gtwo")] $[ismacro("gthree")>0]
/def -b'^X^V' gfour = /echo four
/edit -b'^X^Y' gfour
/eval /gold key4 $[ismacro("gthree")] $[ismacro("gfour")>0]
/bind ^X^Y = /echo five
/eval /gold key5 $[ismacro("gfour")]
/set redef=off
/def -b'^X^Y' gsix = /echo six
/def goldtwo = /echo other
/eval /gold redef $[ismacro("gsix")] $(/goldtwo a) %redef
/set redef=on
/def goldtwo = /echo other
/eval /gold redef2 $(/goldtwo a)

; -- streams
/test sh := tfopen()
/eval /gold open %sh %?
/eval /gold write $[tfwrite(sh,"one")] $[tfwrite(sh,"two")] $[tfwrite(sh,"")]
/test sr := tfread(sh,sv)
/eval /gold read %sr [%sv] %?
/eval /gold read2 $[tfread(sh,sv)] [%sv]
/eval /gold read3 $[tfread(sh,sv)] [%sv]
/eval /gold read4 $[tfread(sh,sv)] [%sv]
/test sh2 := tfopen("named","q")
/eval /gold open2 %sh2
/eval /gold liststreams $(/liststreams)
/liststreams
/eval /gold liststreams2 %?
/eval /gold close $[tfclose(sh)] $[tfwrite(sh,"x")] $[tfread(sh,sv)] $[tfclose(sh)]
/test sh3 := tfopen("~/gold.txt","w")
/eval /gold open3 %sh3 $[tfwrite(sh3,"line 1")] $[tfwrite(sh3,"line 2, which is longer than that")] $[tfread(sh3,sv)]
/test sh4 := tfopen("~/gold.txt","r")
/eval /gold file $[tfread(sh4,sv)] [%sv] $[tfread(sh4,sv)] [%sv] $[tfread(sh4,sv)] [%sv] $[tfwrite(sh4,"x")]
/eval /gold flush $[tfflush(sh3)] $[tfflush(sh3,0)] $[tfflush(sh3,"on")] $[tfflush(sh2)] $[tfflush(99)]
/eval /gold close3 $[tfclose(sh3)] $[tfclose(sh4)]
/test sh5 := tfopen("~/gold.txt","a")
/eval /gold append %sh5 $[tfwrite(sh5,"line 3")] $[tfclose(sh5)]
/test sh6 := tfopen("~/gold.txt","r")
/def readall = /let line=%;/while (tfread({1},line) >= 0) /gold readall [%line]%;/done%;/gold readend [%line] $[tfclose({1})]
/readall %sh6
/eval /readall %sh6
/test sh7 := tfopen("~/nosuchfile","r")
/eval /gold failed %sh7 $[tfopen("x","z")]
/test tfwrite("GOLD plain")
/eval /gold wrote %?
/test tfwrite("o","GOLD out")
/def streamlocal = /let q=1%;/test tfwrite(sh2,"loc")%;/test tfread(sh2,q)%;/gold local [%q]
/streamlocal
/eval /gold local2 [%q]
/test tfwrite(sh2,3+4)
/eval /gold number $[tfread(sh2,sv)] [%sv] $[sv+1]
/eval /gold fwrite $[fwrite("~/gold2.txt","abc")] $[fwrite("~/gold2.txt","def")]
/test sh8 := tfopen("~/gold2.txt","r")
/eval /readall %sh8
/test sh9 := tfopen("~/gold.txt","w")
/test tfclose(sh9)
/test sh9 := tfopen("~/gold.txt","r")
/eval /readall %sh9
/test tfclose(sh2)

; -- library
/require lisp.tf
/require textutil.tf
/require stack_queue.tf
/require tr.tf
/require factorial.tf
/eval /gold lisp car=$(/car a b c) cdr=$(/cdr a b c) cadr=$(/cadr a b c) cddr=$(/cddr a b c) length=$(/length a b c) reverse=$(/reverse a b c) mapcar=$(/mapcar /echo x y) remove=$(/remove b a b c b) unique=$(/unique a b a c b)
/eval /gold maplist $(/maplist /echo x y z)
/eval /gold tr $(/tr abc xyz aabbcc)
/eval /gold fact $(/ifact 10)
/push 1 st
/push 2 st
/eval /gold stack $(/pop st) $(/pop st)
/quit
