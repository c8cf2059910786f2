/** Names that every object of JavaScript has something under: they are names like others, or refused with a sentence. */
import { createPlay } from '../../support/play.ts';

function playing(automation = '') {
  const play = createPlay({ worlds: { Alpha: {} }, automation, columns: 120, rows: 30 });
  play.enter('/auto load');
  play.enter('/worlds Alpha');
  play.connect('Alpha');
  return play;
}

test.each(['constructor', 'toString', 'hasOwnProperty', 'valueOf'])(
  'the variable %s is there once it is set',
  name => {
    const play = playing(
      `[[trigger]]\nname = "t"\npattern = "now (\\\\w+)"\nmode = "regexp"\nbody = "/set ${name} $1"\n`,
    );
    expect(play.answer(`/set ${name}`).join(' ')).toContain(`There is no variable ${name}.`);
    play.receive('Alpha', 'now orc\r\n');
    expect(play.answer(`/set ${name}`).join(' ')).toContain(`${name} = orc`);
    play.reload();
    expect(play.answer(`/set ${name}`).join(' ')).toContain(`${name} = orc`);
    play.enter(`/repeat -n ${name} 30 5 look`);
    play.reload();
    expect(play.answer('/timers').join('\n')).toContain(name);
  },
);

test('a variable, a timer, a rule and a group that nothing can be kept under are refused, by whomever', () => {
  const play = playing(
    `[[trigger]]\nname = "t"\npattern = "now (\\\\w+)"\nmode = "regexp"\nbody = "/set __proto__ $1"\n`,
  );
  expect(play.answer('/set __proto__ x').join(' ')).toContain('"__proto__" cannot be the name of a variable');
  play.receive('Alpha', 'now orc\r\n');
  expect(play.output().join(' ')).toContain('"__proto__" cannot be the name of a variable');
  expect(play.answer('/repeat -n __proto__ 30 5 look').join(' ')).toContain(
    'A timer cannot be called "__proto__": the name is reserved.',
  );
  expect(play.answer('/action __proto__ x = y').join(' ')).toContain('the name is reserved');
  expect(play.state.automation.variables ?? {}).toEqual({});
});

test.each([
  ['[variables]\n__proto__ = "x"\n', 'the name is reserved'],
  ['[world_variables.__proto__]\na = "x"\n', 'the name is reserved'],
  ['[[trigger]]\nname = "t"\npattern = "x"\nset = { __proto__ = "1" }\n', 'a table of names and texts'],
  ['[[trigger]]\nname = "t"\npattern = "x"\nswitch = { __proto__ = true }\n', 'a table of groups'],
])('automation.toml that has %j is refused', (text, reason) => {
  const play = createPlay({ automation: text, columns: 120 });
  play.enter('/auto load');
  expect(play.output().join(' ')).toContain(reason);
});

test('variables of a world that is called as what all objects have are its own', () => {
  const play = playing('[world_variables.constructor]\nkeys = "x"\n');
  expect(typeof Object.keys).toBe('function');
  expect(play.state.automation.variables).toEqual({ constructor: { keys: 'x' } });
});
