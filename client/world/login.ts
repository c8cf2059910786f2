/**
 * Auto-login: what is sent by itself on a fresh connection, and when. A reload goes on where it was; nothing is sent
 * twice, and after a crash nothing more.
 */

import type { Fault } from '../../shared/fault.ts';
import type { WorldSettings } from '../state/settings.ts';
import type { Turn } from '../state/state.ts';
import { cancel, isScheduled, schedule } from '../state/timers.ts';
import type { LoginStep, World } from '../state/world.ts';
import { partial, send } from '../stream/stream.ts';
import { releaseGreeting } from './audience.ts';
import { gameText } from './lines/sent.ts';
import { noteLineSent } from './link/latency.ts';
import { withoutPassword } from './login/by-hand.ts';
import { echoed } from './login/masking.ts';
import { filledIn, isExpected, mentions, type RecipeStep, recipeStep } from './login/recipe.ts';
import { sendBytes } from './outbox.ts';
import { answerPrompt, QUIET } from './prompt.ts';
import { type Question, questionOf } from './question.ts';
import { noteLogin } from './reconnect.ts';
import { fireHook } from './rules/hooks.ts';
import { noteSecretSent } from './secrecy/secrets.ts';
import { complain, streamContext, worldSettings } from './world.ts';

/** A server says its welcome first; `connect name password` sent into it would stand in the middle. */
const CONNECT_DELAY = 500;
/** One that is still being said then has until so long (ms) after the connection to come to its end. */
const GREETING_LIMIT = 3000;
/** ECHO may come behind the prompt: so long (ms) nothing follows from its absence. */
const ECHO_DELAY = 300;
/** A timer this late (ms) tells that Clay stood still: what the server said may lie unread. */
const STOOD_STILL = 50;
/** Servers look hosts up, and users page through greetings, before the name is asked for (s). */
const NAME_LIMIT = 120;
/** The password comes right after it (s): what looks like a password prompt later is of the game. */
const PASSWORD_LIMIT = 60;

/** The first step of a fresh connection. */
export function startLogin({ auto_login, user, login }: WorldSettings): LoginStep {
  if (auto_login !== 'none' && login.length > 0) return 'recipe';
  if (auto_login === 'none' || user === '') return 'done';
  return auto_login === 'connect' ? 'connect' : 'user';
}

/** The connection stands. */
export function beginLogin(turn: Turn, world: World): void {
  Object.assign(world, { loginEcho: false, loginAt: 0, loginHeard: false });
  if (world.login === 'recipe') schedule(turn.state, 'login-limit', world, NAME_LIMIT * 1000);
  if (world.login === 'connect') schedule(turn.state, 'login', world, CONNECT_DELAY);
  if (world.login === 'user') schedule(turn.state, 'login-limit', world, NAME_LIMIT * 1000);
}

/** A reload has carried the connection over, but not the command that was to print the password: it runs once more. */
export function resumeLogin(turn: Turn, world: World): void {
  const isDue = world.login === 'connect' && !isScheduled(turn.state, 'login', world);
  if (!isDue && world.login !== 'fetching') return;
  const { password, password_command } = worldSettings(turn.state, world);
  if (password_command === '') passwordReady(turn, world, password);
  else fetchPassword(turn, world);
}

// ---------------------------------------------------------------- what happens

/** A marked prompt has come. */
export function loginMarked(turn: Turn, world: World): void {
  const isClear = world.login !== 'password' || ask(turn, world) === 'password';
  if (isAsking(world)) schedule(turn.state, 'login', world, isClear ? 0 : ECHO_DELAY);
}

/** The server has begun to echo, or no longer does. */
export function loginEcho(turn: Turn, world: World): void {
  if (!world.masked) world.loginEcho = false;
  else if (world.login === 'password' || (world.login === 'recipe' && world.loginHeard))
    schedule(turn.state, 'login', world, ECHO_DELAY);
}

/** The server has said something: a recipe goes by what it said last, once it is quiet. */
export function loginHeard(turn: Turn, world: World): void {
  world.loginHeard = true;
  if (world.login !== 'recipe') return;
  const step = stepNow(turn, world);
  const wait = step && mentions(step, 'password') ? QUIET + ECHO_DELAY : QUIET;
  schedule(turn.state, 'login', world, wait);
}

/** Unterminated text has become a prompt. */
export function loginQuiet(turn: Turn, world: World): void {
  const step = world.login;
  answer(turn, world);
  if (step === 'password' && world.login === step) schedule(turn.state, 'login', world, ECHO_DELAY);
}

/** The time has come for `connect user password`, or for an answer to what is asked. */
export function loginDue(turn: Turn, world: World, late: number): void {
  if (world.login === 'recipe') return recipeDue(turn, world, late);
  if (world.login === 'connect') return connectDue(turn, world);
  const step = world.login;
  answer(turn, world);
  if (step === 'password' && world.login === step) concludePassword(turn, world);
}

/** Sent into a greeting, its answer would be behind what fills the screen. */
function connectDue(turn: Turn, world: World): void {
  const { now } = turn.state;
  const left = Math.min(world.lastReceived + QUIET, world.retry.since + GREETING_LIMIT) - now;
  if (left > 0) schedule(turn.state, 'login', world, left);
  else withPassword(turn, world, sendConnect);
}

/** The server has not asked in time. */
export function loginTimedOut(turn: Turn, world: World): void {
  if (stepNow(turn, world) && (world.login === 'recipe' || world.login === 'fetching'))
    recipeTimedOut(turn, world);
  else if (world.login === 'user') stop(turn, world, `no name was asked for within ${NAME_LIMIT} s`);
  else if (world.login === 'again') finish(turn, world);
  else if (world.login === 'password' || world.login === 'fetching')
    stop(turn, world, `no password was asked for within ${PASSWORD_LIMIT} s`);
}

/** The user says something: who answers prompts by hand goes on by hand, but for what no login answers. */
export function handOver(turn: Turn, world: World, text: string): void {
  const isAside = text === '' || ask(turn, world) === 'other';
  const staysWith = world.login === 'user' || world.login === 'recipe';
  if ((isAsking(world) || world.login === 'recipe') && !(staysWith && isAside)) finish(turn, world);
}

/** The answer of password_command: the step that waited for it goes on. */
export function passwordReady(turn: Turn, world: World, password: string | Fault): void {
  // The connection that asked for it may be gone: the next one must not get a password as its first words.
  if (world.login !== 'connect' && world.login !== 'fetching') return;
  if (typeof password !== 'string') {
    finish(turn, world);
    complain(turn, world, `${world.name}: ${password.sentence} Log in by hand.`);
  } else if (world.login === 'connect') sendConnect(turn, world, password);
  else if (stepNow(turn, world)) recipePassword(turn, world, password);
  else if (asksPassword(turn, world)) sendPassword(turn, world, password);
  else stop(turn, world, 'the server has stopped asking for the password meanwhile');
}

// ---------------------------------------------------------------- what follows

/** Answers the prompt that stands, if it is what the login waits for. */
function answer(turn: Turn, world: World): void {
  if (world.login === 'user') offerName(turn, world);
  else if (world.login === 'again') offerNameAgain(turn, world);
  else if (world.login === 'password' && asksPassword(turn, world)) withPassword(turn, world, sendPassword);
}

function isAsking({ login }: World): boolean {
  return login === 'user' || login === 'password' || login === 'fetching' || login === 'again';
}

function ask({ state }: Turn, world: World): Question | null {
  const { password_prompt } = worldSettings(state, world);
  return world.prompt && questionOf(world.prompt, password_prompt, !world.promptOpen);
}

function offerName(turn: Turn, world: World): void {
  const question = ask(turn, world);
  if (question === 'password') return stop(turn, world, 'the server asks for a password before the name');
  if (question !== 'name' && question !== 'unclear') return;
  const { user, password, password_command } = worldSettings(turn.state, world);
  const hasPassword = password !== '' || password_command !== '';
  world.loginEcho = world.masked;
  enter(turn, world, hasPassword ? 'password' : 'done');
  sendText(turn, world, user, 'name', user);
}

/** After the password: a prompt that asks for no name is one of the game. */
function offerNameAgain(turn: Turn, world: World): void {
  const question = ask(turn, world);
  if (question === null || question === 'password') return;
  finish(turn, world);
  const { user } = worldSettings(turn.state, world);
  if (question === 'name') sendText(turn, world, user, 'name', user);
}

function asksPassword(turn: Turn, world: World): boolean {
  const hasBegunToEcho = world.masked && !world.loginEcho;
  return hasBegunToEcho || (!isUnsettled(world) && ask(turn, world) === 'password');
}

/** Text has begun that may yet become a prompt or a line. */
function isUnsettled(world: World): boolean {
  return !world.promptOpen && partial(world.stream).text !== '';
}

/** What stands there does not ask for the password, and nothing else has come that does. */
function concludePassword(turn: Turn, world: World): void {
  if (isUnsettled(world)) return schedule(turn.state, 'login', world, ECHO_DELAY);
  if (ask(turn, world) === null) return;
  stop(turn, world, `no password was asked for, but ${quote(world)} (setting password_prompt)`);
}

// ---------------------------------------------------------------- recipes

function stepNow({ state }: Turn, world: World): RecipeStep | null {
  return recipeStep(worldSettings(state, world), world.loginAt);
}

/** It has been quiet behind what the server said. */
function recipeDue(turn: Turn, world: World, late: number): void {
  if (late > STOOD_STILL || isUnsettled(world)) return schedule(turn.state, 'login', world, QUIET);
  const step = stepNow(turn, world);
  if (!step) return finish(turn, world);
  const said = saidLast(world);
  if (said === null || !isExpected(step, said)) return;
  if (!mentions(step, 'password')) return sendStep(turn, world, step, '');
  if (isPasswordAsked(turn, world, said)) return withPassword(turn, world, recipePassword);
  stop(turn, world, `no password was asked for, but ${quoteText(said)} (setting password_prompt)`);
}

/** Sends the step that waited for the password, if it is still asked for. */
function recipePassword(turn: Turn, world: World, password: string): void {
  const step = stepNow(turn, world);
  const said = saidLast(world);
  if (password === '') return stop(turn, world, 'no password is set');
  if (!step || said === null || !isExpected(step, said) || !isPasswordAsked(turn, world, said))
    return stop(turn, world, 'the server has stopped asking for the password meanwhile');
  sendStep(turn, world, step, password);
}

function sendStep(turn: Turn, world: World, step: RecipeStep, password: string): void {
  const { user } = worldSettings(turn.state, world);
  if (user === '' && mentions(step, 'user')) return stop(turn, world, 'no user is set');
  Object.assign(world, { loginAt: world.loginAt + 1, loginHeard: false, loginEcho: world.masked });
  enter(turn, world, stepNow(turn, world) ? 'recipe' : 'done');
  const hidden = mentions(step, 'password');
  sendText(turn, world, filledIn(step, user, password), 'login', hidden ? '' : filledIn(step, user, ''));
}

/** The prompt that stands, or else the last line; null if the server has said nothing since the last step. */
function saidLast({ prompt, loginHeard, scrollback }: World): string | null {
  if (!loginHeard) return null;
  const line = prompt ? null : scrollback.open.findLast(one => gameText(one) !== null);
  return prompt?.text ?? (line ? gameText(line) : null);
}

function isPasswordAsked({ state }: Turn, world: World, said: string): boolean {
  const { password_prompt } = worldSettings(state, world);
  const asked = questionOf({ text: said, runs: [] }, password_prompt, true) === 'password';
  return asked || (world.masked && !world.loginEcho);
}

function recipeTimedOut(turn: Turn, world: World): void {
  const seconds = world.loginAt === 0 ? NAME_LIMIT : PASSWORD_LIMIT;
  const expect = JSON.stringify(stepNow(turn, world)?.expect);
  stop(turn, world, `the server has not said ${expect} within ${seconds} s`);
}

function withPassword(
  turn: Turn,
  world: World,
  go: (turn: Turn, world: World, password: string) => void,
): void {
  const { password, password_command } = worldSettings(turn.state, world);
  if (password !== '' || password_command === '') return go(turn, world, password);
  if (world.login !== 'connect') world.login = 'fetching';
  fetchPassword(turn, world);
}

function fetchPassword({ state, effects }: Turn, world: World): void {
  const { password_command: command } = worldSettings(state, world);
  effects.push({ type: 'password command', world: world.name, command });
}

function sendPassword(turn: Turn, world: World, password: string): void {
  const isMoo = worldSettings(turn.state, world).auto_login === 'moo_prompt';
  enter(turn, world, isMoo ? 'again' : 'done');
  sendText(turn, world, password, 'password', '');
}

function sendConnect(turn: Turn, world: World, password: string): void {
  if (ask(turn, world) === 'password')
    return stop(turn, world, `the server asks ${quote(world)}, which "connect" is no answer to (auto_login)`);
  const line = connectLine(worldSettings(turn.state, world).user, password);
  if (line === null)
    return stop(turn, world, 'a name or password with both blanks and quotes cannot be sent by "connect"');
  finish(turn, world);
  sendText(turn, world, line, 'name or password', withoutPassword(line, true));
}

/** Words that `connect` takes as they are: those without blanks, and what the user has put in quotes. */
const BARE_NAME = /^([^\s"]\S*|"[^"]*")$/;
const BARE_PASSWORD = /^(\S*|"[^"]*")$/;

/** As MUSHes and MOOs read it: a word with blanks stands in double quotes. null: cannot be said. */
function connectLine(user: string, password: string): string | null {
  const name = quoted(user, BARE_NAME);
  const word = quoted(password, BARE_PASSWORD);
  return name === null || word === null ? null : `connect ${name} ${word}`.trimEnd();
}

/** Nothing quotes a quote. */
function quoted(word: string, bare: RegExp): string | null {
  if (bare.test(word)) return word;
  return word.includes('"') ? null : `"${word}"`;
}

/** `shown` is what may be seen of it. */
function sendText(turn: Turn, world: World, text: string, what: string, shown: string): void {
  const { bytes, lost } = send(world.stream, text, streamContext(turn.state, world));
  if (lost !== '') stop(turn, world, `its character set does not have all characters of the ${what}`);
  else if (sendBytes(turn, world, bytes)) {
    noteLogin(turn, world);
    if (world.link) noteLineSent(world.link, turn.state.now);
    if (what !== 'name') noteSecretSent(turn, world);
    answerPrompt(turn, world, echoed(turn.state, world, shown));
    releaseGreeting(turn.state, world);
  }
}

/** The next step, and how long it may take. */
function enter(turn: Turn, world: World, step: LoginStep): void {
  finish(turn, world);
  world.login = step;
  if (step === 'done') fireHook(turn, world, 'LOGIN', world.name);
  else schedule(turn.state, 'login-limit', world, PASSWORD_LIMIT * 1000);
}

function finish(turn: Turn, world: World): void {
  world.login = 'done';
  cancel(turn.state, 'login', world);
  cancel(turn.state, 'login-limit', world);
}

function stop(turn: Turn, world: World, why: string): void {
  finish(turn, world);
  complain(turn, world, `${world.name}: auto-login stopped: ${why}; log in by hand.`);
}

/** What the server has asked, short enough for a sentence. */
function quote({ prompt }: World): string {
  return quoteText(prompt?.text ?? '');
}

function quoteText(said: string): string {
  const text = said.trim();
  return JSON.stringify(text.length > 80 ? `…${text.slice(-80)}` : text);
}
