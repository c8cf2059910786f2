// Completions for bash, zsh and fish, of what the programs say of themselves. Names of worlds are those of settings.toml.
const worldsIn = home =>
  `sed -n 's/^ *\\[worlds\\."\\{0,1\\}\\([^]"]*\\)"\\{0,1\\}\\] *$/\\1/p' "${home}/settings.toml" 2>/dev/null`;
// biome-ignore lint/suspicious/noTemplateCurlyInString: for a shell
const WORLDS = worldsIn('${CLAY_HOME:-$HOME/.clay}');

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
    --home) COMPREPLY=($(compgen -d -- "$word")); return ;;
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
  local IFS=$'\\n'
  # Names with blanks are quoted as names of files are.
  compopt -o filenames 2>/dev/null
  COMPREPLY=($(compgen -W "\${words// /$'\\n'}
$(${WORLDS})" -- "$word"))
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
  const arms = programs.map(
    help => `    ${help.program}) _arguments ${[...specs(help), quoted('*:: :_clay_worlds')].join(' ')} ;;`,
  );
  return `#compdef clay
_clay_worlds() {
  local -a worlds
  worlds=(\${(f)"$(${WORLDS})"})
  compadd -a worlds
}
_clay_first() {
  compadd demo ${programs.map(({ program }) => program).join(' ')}
  _clay_worlds
}
_clay() {
  case $words[2] in
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
    `complete -c clay -a ${quoted(`(${worldsIn('$HOME/.clay')})`)}`,
    ...own.options.map(option => line(`-n 'not __fish_seen_subcommand_from ${names.join(' ')}'`, option)),
    ...programs.flatMap(help =>
      help.options.map(option => line(`-n '__fish_seen_subcommand_from ${help.program}'`, option)),
    ),
    '',
  ].join('\n');
}
