/** Texts that games hand over to be edited, and what becomes of them. Nothing of it is lost by a reload or a crash. */
import type { Edit, Edits } from '../../state/editing/edits.ts';
import type { State, Turn } from '../../state/state.ts';
import type { World } from '../../state/world.ts';
import { editedLines } from '../../stream/mcp/mcp.ts';
import { sendText } from '../../stream/stream.ts';
import type { StreamValue } from '../../stream/values.ts';
import { absence, sendBytes, takesWords } from '../outbox.ts';
import { complain, findWorld, say, streamContext } from '../world.ts';

/** Texts that are kept, and UTF-16 units of all of them, twice each: they go through every reload. */
const MOST = 16;
const MOST_UNITS = 4 * 1024 * 1024;

export function editsOf({ edits }: State): readonly Edit[] {
  return edits?.list ?? [];
}

export function editNumbered(state: State, id: number): Edit | undefined {
  return editsOf(state).find(edit => edit.id === id);
}

/** Whether something in it is not known to the game. */
export function isChanged({ base, text }: Edit): boolean {
  return base !== text;
}

/** What would be lost with this client: changed and not sent, or in the editor now. */
export function unsentEdits(state: State): Edit[] {
  return editsOf(state).filter(edit => isChanged(edit) || state.edits?.lent?.edit === edit.id);
}

/** The game hands a text over. It is only noted here: whoever looks at the world may open it. */
export function noteEdit(turn: Turn, world: World, value: Extract<StreamValue, { type: 'edit' }>): void {
  const { state } = turn;
  const { reference, name, kind, text } = value;
  const edits: Edits = (state.edits ??= { next: 1, list: [] });
  // The game has it as it is now; what was changed here and not sent is another text.
  const isSame = (one: Edit) =>
    one.world === world.name && one.reference === reference && !isChanged(one) && one.id !== edits.lent?.edit;
  edits.list = edits.list.filter(one => !isSame(one));
  if (!makeRoom(edits, text.length))
    return complain(
      turn,
      world,
      `${world.name}: ${name || reference} is not taken to be edited: too much waits. /edits lists it, /edits drop n gives one up.`,
    );
  const id = edits.next++;
  edits.list.push({ id, world: world.name, reference, name: name || reference, kind, base: text, text });
  say(
    turn,
    world,
    `${world.name} hands over a text to be edited: ${name || reference}. /edits ${id} opens it.`,
  );
  edits.fresh = id;
}

/** Gives up what is not changed, the oldest first. False: there is none of these, and still no room. */
function makeRoom(edits: Edits, units: number): boolean {
  const size = () => edits.list.reduce((sum, one) => sum + one.base.length + one.text.length, 2 * units);
  while (edits.list.length >= MOST || size() > MOST_UNITS) {
    const at = edits.list.findIndex(one => !isChanged(one) && one.id !== edits.lent?.edit);
    if (at < 0) return false;
    edits.list.splice(at, 1);
  }
  return true;
}

export function dropEdit({ edits }: State, id: number): void {
  if (edits) edits.list = edits.list.filter(one => one.id !== id);
}

/** What came of editing: it is sent if something in it is changed. */
export function takeEdited(turn: Turn, edit: Edit, text: string): void {
  // A line of the game has no controls; what is there in its place would end it.
  edit.text = text.replace(/\r\n?/g, '\n').replace(/[\0-\x08\x0b-\x1f\x7f]/g, '');
  if (isChanged(edit)) return sendEdit(turn, edit);
  const world = findWorld(turn.state, edit.world) ?? null;
  say(turn, world, `${edit.name} is as it was: nothing is sent.`);
}

/** Sends the text as the game wants it. What cannot be sent is kept, and that is said. */
export function sendEdit(turn: Turn, edit: Edit): void {
  const world = findWorld(turn.state, edit.world);
  const fail = (why: string) =>
    complain(
      turn,
      world ?? null,
      `${edit.name} is not sent: ${why} It is kept: /edits send ${edit.id} tries again.`,
    );
  if (!world || !takesWords(world))
    return fail(`${edit.world} is ${world ? absence(world) : 'not connected'}.`);
  const lines = editedLines(world.stream, edit);
  if (!lines) return fail(`${world.name} takes no edited texts on this connection.`);
  const { bytes, lost } = sendText(
    world.stream,
    `${lines.join('\r\n')}\r\n`,
    streamContext(turn.state, world),
  );
  if (lost !== '')
    return fail(`the character set of ${world.name} has no ${[...lost].slice(0, 20).join(' ')}.`);
  if (!sendBytes(turn, world, bytes)) return;
  edit.base = edit.text;
  say(turn, world, `${edit.name} is sent to ${world.name}.`);
}
