/**
 * Triggers such as players of a large game publish them, some 560, with sentences of our own: as a file of TinyFugue, and what
 * each of them does as an oracle of its own has it, which knows nothing of how Clay finds or runs them.
 */

/** Variables of the programs. */
export type Values = Map<string, number>;

/** What a trigger finds in a line: its groups, the whole first. */
type Found = readonly string[];

export interface StandIn {
  readonly name: string;
  /** Lines of the file. */
  readonly text: string;
  /** A line that it is for, and one that it is nearly for. */
  readonly hit: string;
  readonly miss: string;
  readonly priority: number;
  readonly fall: boolean;
  readonly gag: boolean;
  readonly world: string | null;
  shots: number;
  find(line: string): Found | null;
  wants(values: Values): boolean;
  /** What is sent for the line. */
  sends(line: string, found: Found, values: Values): string[];
}

const WHO = 'Brannoch Idra Quellis Sanmar Tove Ulmo Wendel Yarrow'.split(' ');
const THINGS =
  'lantern thimble barrow kettle saddle bramble pebble ladder anvil bellows trellis cobbler'.split(' ');
const DEEDS = 'polishes wobbles unravels juggles repaints dismantles sharpens buries'.split(' ');
const HOW = 'gently crossly twice quietly proudly sideways'.split(' ');

interface Form {
  /** `-m` and `-t` as they are typed. */
  readonly options: string;
  readonly hit: string;
  readonly miss: string;
  readonly pattern: RegExp;
  readonly groups?: true;
}

/** Of each form what TinyFugue is told, and the same as one says it in JavaScript. `a b c`: words that no other has together. */
const FORMS: readonly ((a: string, b: string, c: string, who: string) => Form)[] = [
  (a, b, c) => ({
    options: `-t"The ${a} ${b} ${c}."`,
    hit: `The ${a} ${b} ${c}.`,
    miss: `The ${a} ${b} ${c}`,
    pattern: new RegExp(`^The ${a} ${b} ${c}\\.$`, 'i'),
  }),
  (a, b, c, who) => ({
    options: `-t'{*} ${b} a ${a} ${c}*'`,
    hit: `${who} ${b} a ${a} ${c}, and bows.`,
    miss: `Old ${who} ${b} a ${a} ${c}.`,
    pattern: new RegExp(`^\\S* ${b} a ${a} ${c}.*$`, 'i'),
  }),
  (a, b, c) => ({
    options: `-mglob -t"*${c} ${b} ${a}*"`,
    hit: `So he ${c} ${b} ${a}s all day`,
    miss: `So he ${c} ${a} ${b}s all day`,
    pattern: new RegExp(`^.*${c} ${b} ${a}.*$`, 'i'),
  }),
  (a, b, c, who) => ({
    options: `-t"{${who}|Some*} ${b} {a|an|the} ${a} ${c}"`,
    hit: `somebody ${b} an ${a} ${c}`,
    miss: `Nobody ${b} an ${a} ${c}`,
    pattern: new RegExp(`^(?:${who}|Some\\S*) ${b} (?:a|an|the) ${a} ${c}$`, 'i'),
  }),
  (a, b, c) => ({
    options: `-msimple -t"[${a}] ${b} * ${c}?"`,
    hit: `[${a}] ${b} * ${c}?`,
    miss: `[${a}] ${b} x ${c}s`,
    pattern: new RegExp(`^\\[${a}\\] ${b} \\* ${c}\\?$`),
  }),
  (a, b, c) => ({
    options: `-msubstr -t"Great ${a} ${b} ${c}"`,
    hit: `See! Great ${a} ${b} ${c}ly`,
    miss: `See! great ${a} ${b} ${c}`,
    pattern: new RegExp(`Great ${a} ${b} ${c}`),
  }),
  (a, b, c, who) => ({
    options: `-mregexp -t"^([A-Z][a-z]+) ${b} (his|her|its) ${a} ${c}\\.$"`,
    hit: `${who} ${b} her ${a} ${c}.`,
    miss: `${who.toLowerCase()} ${b} her ${a} ${c}.`,
    pattern: new RegExp(`^([A-Z][a-z]+) ${b} (his|her|its) ${a} ${c}\\.$`),
    groups: true,
  }),
  (a, b, c) => ({
    options: `-mregexp -t'^(.*) (${a}s?|${a} and ${b}) ${c} for (\\d+) (?:gold|silver)'`,
    hit: `Two old ${a}s ${c} for 120 silver coins`,
    miss: `Two old ${a}s ${c} for many silver coins`,
    pattern: new RegExp(`^(.*) (${a}s?|${a} and ${b}) ${c} for (\\d+) (?:gold|silver)`, 'i'),
    groups: true,
  }),
  (a, b, c) => ({
    options: `-mregexp -t'${c} ${b}: +(-?[0-9]+)/([0-9]+) +${a}$'`,
    hit: `Now ${c} ${b}:   -5/80 ${a}`,
    miss: `Now ${c} ${b}: 5 of 80 ${a}`,
    pattern: new RegExp(`${c} ${b}: +(-?[0-9]+)/([0-9]+) +${a}$`, 'i'),
    groups: true,
  }),
  (a, b, c, who) => ({
    options: `-mregexp -t"^(${who}|You) ([^ ]+) .*\\b${a}\\b.* ${b} ${c}(!|\\?)"`,
    hit: `You see that the ${a} of gold ${b} ${c}!`,
    miss: `You see that the ${a}s of gold ${b} ${c}!`,
    pattern: new RegExp(`^(${who}|You) ([^ ]+) .*\\b${a}\\b.* ${b} ${c}(!|\\?)`),
    groups: true,
  }),
  (a, b, c) => ({
    options: `-t"${a}?? ${b} [a-m]${c} [^0-9]*"`,
    hit: `${a}en ${b} a${c} one`,
    miss: `${a}en ${b} z${c} one`,
    pattern: new RegExp(`^${a}.. ${b} [a-m]${c} [^0-9].*$`, 'i'),
  }),
  (a, b, c, who) => ({
    options: `-mregexp -t"(?i)^${who} .*${b} ([[:alpha:]]+) ${a}, ${c}"`,
    hit: `${who.toUpperCase()} says: he ${b} that ${a}, ${c} again`,
    miss: `${who} says: he ${b} 12 ${a}, ${c} again`,
    pattern: new RegExp(`^${who} .*${b} ([a-z]+) ${a}, ${c}`, 'i'),
    groups: true,
  }),
  (a, b, c) => ({
    options: `-mregexp -t'(\\\\(|[[]|{|<)${c}_${a}_${b}([]}]|>|\\\\))'`,
    hit: `Say {${c}_${a}_${b}] to all`,
    miss: `Say ${c}_${a}_${b}] to all`,
    pattern: new RegExp(`(\\(|\\[|\\{|<)${c}_${a}_${b}(\\]|\\}|>|\\))`),
    groups: true,
  }),
];

const wordsOf = (line: string) => line.split(' ').filter(word => word !== '');
/** Without its first word, or its last one; what stands between the others is as it came. */
const behindFirst = (line: string) => line.replace(/^ *[^ ]+ */, '');
const beforeLast = (line: string) => line.replace(/ *[^ ]+ *$/, '').trimStart();

interface Body {
  readonly text: string;
  sends(line: string, found: Found, values: Values, name: string): string[];
}

/** What stands in bodies; `n` has some of each its own variable. */
const BODIES: readonly ((n: number) => Body)[] = [
  () => ({
    text: 'nod %1%;smile %{-1}',
    sends: line => [`nod ${wordsOf(line)[0]}`, `smile ${behindFirst(line)}`],
  }),
  () => ({
    text: 'wave %L%; bow %-L',
    sends: line => [`wave ${wordsOf(line).at(-1)}`, `bow ${beforeLast(line)}`],
  }),
  () => ({
    text: 'look at %{L2} %{9-nobody}',
    sends: line => [`look at ${wordsOf(line).at(-2) ?? ''} ${wordsOf(line)[8] ?? 'nobody'}`],
  }),
  n => ({
    text: `/set seen${n}=$[seen${n} + 1]%; note %{seen${n}} of %#`,
    sends(line, _, values) {
      const seen = (values.get(`seen${n}`) ?? 0) + 1;
      values.set(`seen${n}`, seen);
      return [`note ${seen} of ${wordsOf(line).length}`];
    },
  }),
  () => ({
    text: "/if ({1} =~ 'You') \\\n    grin%;\\\n  /elseif (strlen({1}) > 4) frown %1%;\\\n  /else \\\n    shrug%;\\\n  /endif",
    sends(line) {
      const [first = ''] = wordsOf(line);
      return [first === 'You' ? 'grin' : first.length > 4 ? `frown ${first}` : 'shrug'];
    },
  }),
  () => ({
    text: '/let what=%{2}%; /let i=0%; /while (++i < 3) point %{i} %{what}%; /done',
    sends: line => [1, 2].map(i => `point ${i} ${wordsOf(line)[1] ?? ''}`),
  }),
  () => ({
    text: '/test hp := strlen({*})%; /eval say %%{hp}',
    sends(line, _, values) {
      values.set('hp', line.length);
      return [`say ${line.length}`];
    },
  }),
  () => ({ text: '', sends: () => [] }),
  () => ({ text: '/send tell guild: %*', sends: line => [`tell guild: ${line.trim()}`] }),
];

/** Those of a regular expression, where groups are. */
const OF_GROUPS: readonly (() => Body)[] = [
  () => ({ text: 'ask %P1 about %{P0}', sends: (_, found) => [`ask ${found[1]} about ${found[0]}`] }),
  () => ({
    text: '/test send(strcat("thank ", toupper({P1}), "/", {P2}))',
    sends: (_, found) => [`thank ${found[1]?.toUpperCase()}/${found[2] ?? ''}`],
  }),
  () => ({
    text: '/if (regmatch("([a-z])$", {P1})) hum %P1%; /else hop {P1}%; /endif',
    sends(_, found) {
      const last = /([a-z])$/i.exec(found[1] ?? '');
      return [last ? `hum ${last[1]}` : 'hop {P1}'];
    },
  }),
];

interface Manner {
  readonly options: string;
  readonly fall?: true;
  readonly gag?: true;
  readonly world?: string;
  readonly shots?: number;
  readonly priority?: number;
  wants?(values: Values): boolean;
}

/** When and how they act. */
const MANNERS: readonly ((n: number) => Manner)[] = [
  () => ({ options: '' }),
  () => ({ options: '-F', fall: true }),
  n => ({ options: `-p${5 + n}`, priority: 5 + n }),
  n => ({ options: `-Fp${2 + n} -aBCred`, priority: 2 + n, fall: true }),
  () => ({ options: '-aCyellow' }),
  () => ({ options: '-q -ag', gag: true }),
  () => ({ options: '-F -E"mood == 1"', fall: true, wants: values => values.get('mood') === 1 }),
  () => ({ options: "-E'mood < 3 & !asleep'", wants: values => (values.get('mood') ?? 0) < 3 }),
  () => ({ options: '-n2', shots: 2 }),
  () => ({ options: '-wAlpha', world: 'Alpha' }),
  () => ({ options: '-wBeta -p900', world: 'Beta', priority: 900 }),
  () => ({ options: '-c100 -i -F -ah', fall: true }),
  n => ({ options: `-p"${n} * 2 + 1" -abu`, priority: 2 * n + 1 }),
];

/** Some that many lines are for, as each such file has them. */
const WIDE: readonly Omit<StandIn, 'name' | 'shots' | 'world' | 'hit' | 'miss'>[] = [
  {
    text: `/def -Fp2000 -mregexp -t"^(\\w+) (?:tells|asks) you, '(.*)'$" wide0 = answer %P1`,
    priority: 2000,
    fall: true,
    gag: false,
    find: line => /^(\w+) (?:tells|asks) you, '(.*)'$/i.exec(line),
    wants: () => true,
    sends: (_, found) => [`answer ${found[1]}`],
  },
  {
    text: '/def -F -p1500 -t"* for [0-9]* silver*" wide1 = count %{-L}',
    priority: 1500,
    fall: true,
    gag: false,
    find: line => (/^.* for [0-9].* silver.*$/i.test(line) ? [line] : null),
    wants: () => true,
    sends: line => [`count ${beforeLast(line)}`],
  },
  {
    text: '/def -p1400 -ag -t"You see nothing *" wide2',
    priority: 1400,
    fall: false,
    gag: true,
    find: line => (/^You see nothing .*$/i.test(line) ? [line] : null),
    wants: () => true,
    sends: () => [],
  },
];

const COUNT = 560;

function standIn(n: number): StandIn {
  const name = `bm_${n}`;
  const at = (all: readonly string[], place: number) => all[Math.floor(place) % all.length] as string;
  const [a, b] = [at(THINGS, n), at(DEEDS, n / THINGS.length)];
  const c = at(HOW, n / (THINGS.length * DEEDS.length));
  // Next to each other they are of all forms, whatever their words.
  const kind = FORMS[(n + Math.floor(n / FORMS.length)) % FORMS.length] as (typeof FORMS)[number];
  const form = kind(a, b, c, at(WHO, n));
  const bodies = form.groups ? [...BODIES, ...OF_GROUPS, ...OF_GROUPS] : BODIES;
  const body = (bodies[(n * 5) % bodies.length] as (n: number) => Body)(n);
  const manner = (MANNERS[(n * 3) % MANNERS.length] as (n: number) => Manner)(n);
  const isPart = form.groups && n % 4 === 0;
  const options = [manner.options, isPart ? '-P1Cgreen' : '', form.options].filter(Boolean);
  if (n % 3 === 0) options.reverse();
  const gap = n % 5 === 0 ? ' \\\n  ' : ' ';
  return {
    name,
    text: `/def ${options.join(' ')} ${name}${body.text === '' ? '' : ` =${gap}${body.text}`}`,
    hit: form.hit,
    miss: form.miss,
    priority: manner.priority ?? 1,
    fall: manner.fall ?? false,
    gag: manner.gag ?? false,
    world: manner.world ?? null,
    shots: manner.shots ?? Number.POSITIVE_INFINITY,
    find: line => form.pattern.exec(line),
    wants: values => manner.wants?.(values) ?? true,
    sends: (line, found, values) => body.sends(line, found, values, name),
  };
}

/** All of them, as they are before the first line. */
export function standIns(): StandIn[] {
  const wide = WIDE.map((one, at): StandIn => {
    const shots = Number.POSITIVE_INFINITY;
    const hit =
      ["Tove asks you, 'why?'", 'A hat for 12 silver, you say', 'You see nothing new here.'][at] ?? '';
    return { ...one, name: `wide${at}`, hit, miss: `${hit} `.slice(1), world: null, shots };
  });
  return [...wide, ...Array.from({ length: COUNT - wide.length }, (_, n) => standIn(n))];
}

/** As a file of TinyFugue. */
export function standInText(): string {
  return `; Triggers of a large game.\n/set mood=0\n\n${standIns()
    .map(({ text }) => text)
    .join('\n')}\n`;
}

/** In their order: the highest priority first; of one priority those that others may follow, and else the newest. */
export function inOrder(all: readonly StandIn[]): StandIn[] {
  return [...all]
    .reverse()
    .sort((one, other) => other.priority - one.priority || Number(other.fall) - Number(one.fall));
}

/** What becomes of a line of this world: what is sent, and whether the line is seen. What has acted often enough is gone. */
export function expected(
  ordered: readonly StandIn[],
  line: string,
  world: string,
  values: Values,
): { readonly sent: readonly string[]; readonly isSeen: boolean } {
  const acting: (readonly [StandIn, Found])[] = [];
  for (const one of ordered) {
    if (one.shots <= 0 || (one.world !== null && one.world !== world) || !one.wants(values)) continue;
    const found = one.find(line);
    if (!found) continue;
    acting.push([one, found]);
    if (!one.fall) break;
  }
  for (const [one] of acting) one.shots--;
  return {
    sent: acting.flatMap(([one, found]) => one.sends(line, found, values)),
    isSeen: acting.every(([{ gag }]) => !gag),
  };
}
