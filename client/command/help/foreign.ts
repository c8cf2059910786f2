/** Words of other clients, and what does here what they do there: for who types one, and for who looks it up. */

/** By names of commands, topics and settings. */
const FOREIGN: Readonly<Record<string, readonly string[]>> = {
  autologin: ['login'],
  buffer: ['worlds', 'scroll'],
  bye: ['quit'],
  capture: ['action', 'log'],
  charset: ['worlds.name.encoding'],
  clear: ['flush'],
  close: ['disconnect'],
  config: ['setup'],
  end: ['quit'],
  exit: ['quit'],
  filter: ['gag'],
  function: ['def', 'scripts'],
  hangup: ['disconnect'],
  highlight: ['hilite', 'worlds.name.highlight'],
  history: ['recall', 'history'],
  hotkey: ['bind', 'keys'],
  ignore: ['gag'],
  lua: ['scripts', 'scripting'],
  mapper: ['map'],
  math: ['expr'],
  notification: ['notify'],
  option: ['setup'],
  paste: ['pastes', 'copy'],
  plugin: ['scripts', 'scripting'],
  preference: ['setup'],
  profile: ['worlds', 'addworld'],
  python: ['scripts', 'scripting'],
  read: ['load', 'import'],
  restart: ['reload'],
  server: ['worlds', 'addworld'],
  session: ['worlds', 'connect'],
  showme: ['echo'],
  speedwalk: ['walk', 'speedwalk'],
  ssl: ['tls'],
  ticker: ['repeat', 'timers', 'tick'],
  tintin: ['import'],
  unaction: ['action'],
  unbind: ['bind'],
  update: ['reload', 'version'],
  upgrade: ['reload', 'version'],
  url: ['links'],
  variable: ['set', 'vars'],
  weechat: ['start', 'keys', 'worlds'],
  window: ['worlds', 'window_title'],
  zap: ['disconnect'],
};

/** What does here what the word does elsewhere, also in its plural; none if it is no such word. */
export function knownElsewhere(word: string): readonly string[] {
  const name = word.toLowerCase();
  const own = [name, name.replace(/s$/, '')].find(one => Object.hasOwn(FOREIGN, one));
  return own === undefined ? [] : (FOREIGN[own] ?? []);
}

/** All that is named, for the test that it exists. */
export const FOREIGN_NAMES: readonly string[] = [...new Set(Object.values(FOREIGN).flat())];
