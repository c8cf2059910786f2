// Completions for bash, zsh and fish, of what the programs say of themselves. Names of worlds are those of settings.toml.
// Of the headings of tables, with a bare name and with one in quotes; tables below those are no worlds.
const HEADINGS = [
  String.raw`s/^ *\[worlds\.\([A-Za-z0-9_-]*\)\] *\(#.*\)\{0,1\}$/\1/p`,
  String.raw`s/^ *\[worlds\.\([^]A-Za-z0-9_ -]\)\(.*\)\1\] *\(#.*\)\{0,1\}$/\2/p`,
];
const worldsIn = home =>
  `sed -n ${HEADINGS.map(one => `-e '${one}'`).join(' ')} ${home}/settings.toml 2>/dev/null`;
// biome-ignore lint/suspicious/noTemplateCurlyInString: for a shell
const WORLDS = worldsIn('"${CLAY_HOME:-$HOME/.clay}"');
const FISH_WORLDS = worldsIn('(test -n "$CLAY_HOME"; and echo $CLAY_HOME; or echo $HOME/.clay)');

/** `helps`: of help.mjs, clay's own first. Answers the text of each by the name of its shell. */
export function completions(helps) {
  return { bash: bash(helps), zsh: zsh(helps), fish: fish(helps) };
}

function flags({ options }) {
  return options.flatMap(({ short, long }) => [short, long]).filter(name => name !== undefined);
}

function bash([own, ...programs]) {
  const words = ['demo', ...programs.map(({ program }) => program)].join(' ');
  const cases = programs.map(help => `    ${help.program}) flags='${flags(help).join(' ')}' words= ;;`);
  return `# bash completion for clay(1)
_clay() {
  local word=\${COMP_WORDS[COMP_CWORD]} before=\${COMP_WORDS[COMP_CWORD-1]} flags words i
  flags='${flags(own).join(' ')}'
  words='${words}'
  case $before in
    --home) compopt -o filenames; COMPREPLY=($(compgen -d -- "$word")); return ;;
    --pid) COMPREPLY=($(compgen -W "$(pgrep -x clay)" -- "$word")); return ;;
  esac
  for ((i = 1; i < COMP_CWORD; i++)); do
    case \${COMP_WORDS[i]} in
${cases.map(line => `  ${line}`).join('\n')}
      -*) ;;
      *) [[ \${COMP_WORDS[i-1]} == --home ]] || words= ;;
    esac
  done
  if [[ $word == -* ]]; then
    COMPREPLY=($(compgen -W "$flags" -- "$word"))
    return
  fi
  # Names with blanks are quoted as names of files are. Not by compgen -W, which expands what it is given.
  compopt -o filenames 2>/dev/null
  word=\${word//\\\\/}
  word=\${word#[\\"\\']}
  while IFS= read -r i; do
    [[ $i == "$word"* ]] && COMPREPLY+=("$i")
  done < <(for i in $words; do echo "$i"; done; ${WORLDS})
}
complete -F _clay clay
`;
}

function zsh([own, ...programs]) {
  const specs = help =>
    help.options.flatMap(({ short, long, value, help: text }) =>
      [short, long]
        .filter(name => name !== undefined)
        .map(name => quoted(`${name}[${text.replaceAll(/[[\]]/g, '')}]${valueSpec(name, value)}`)),
    );
  const names = programs.map(({ program }) => program);
  const arms = programs.map(
    help => `    ${help.program}) _arguments ${[...specs(help), quoted('*: :_clay_worlds')].join(' ')} ;;`,
  );
  return `#compdef clay
_clay_worlds() {
  local -a worlds
  worlds=(\${(f)"$(${WORLDS})"})
  compadd -a worlds
}
_clay_first() {
  compadd demo ${names.join(' ')}
  _clay_worlds
}
_clay() {
  local program=
  # The word that is being completed is none yet.
  (( CURRENT > 2 )) && program=$words[2]
  case $program in
    ${names.join('|')}) shift words; (( CURRENT-- )) ;;
  esac
  case $program in
${arms.join('\n')}
    *) _arguments ${[...specs(own), quoted('1: :_clay_first'), quoted('*: :_clay_worlds')].join(' ')} ;;
  esac
}
_clay "$@"
`;
}

function valueSpec(name, value) {
  if (value === undefined) return '';
  return name === '--home' ? `:${value}:_files -/` : `:${value}: `;
}

function quoted(text) {
  return `'${text.replaceAll("'", "'\\''")}'`;
}

function fish([own, ...programs]) {
  const line = (condition, { short, long, value, help }) =>
    [
      'complete -c clay',
      condition,
      short === undefined ? '' : `-s ${short.slice(1)}`,
      long === undefined ? '' : `-l ${long.slice(2)}`,
      long === '--home' ? '-xa "(__fish_complete_directories)"' : value === undefined ? '' : '-x',
      `-d ${quoted(help)}`,
    ]
      .filter(part => part !== '')
      .join(' ');
  const names = programs.map(({ program }) => program);
  return [
    '# fish completion for clay(1)',
    'complete -c clay -f',
    `complete -c clay -n '__fish_is_first_arg' -a ${quoted(['demo', ...names].join(' '))}`,
    `complete -c clay -a ${quoted(`(${FISH_WORLDS})`)}`,
    ...own.options.map(option => line(`-n 'not __fish_seen_subcommand_from ${names.join(' ')}'`, option)),
    ...programs.flatMap(help =>
      help.options.map(option => line(`-n '__fish_seen_subcommand_from ${help.program}'`, option)),
    ),
    '',
  ].join('\n');
}
