/** A macro as one would type it, with what the game has said marked in it. */
import type { Macro } from '../../state/tinyfugue/tinyfugue.ts';

export function shownMacro(macro: Macro): string {
  const { trigger, hook, key, type, world, priority, chance, shots, attributes, partial, condition } = macro;
  const pattern = trigger ?? hook?.pattern ?? type;
  const flags = `${macro.invisible ? 'i' : ''}${macro.fall ? 'F' : ''}${macro.quiet ? 'q' : ''}`;
  const options = [
    flags && `-${flags}`,
    priority !== undefined && `-p${priority}`,
    chance !== undefined && `-c${chance}`,
    shots !== undefined && `-n${shots}`,
    pattern && `-m${pattern.matching}`,
    trigger && `-t${quoted(trigger.text)}`,
    hook && `-h${quoted([hook.events.join('|'), hook.pattern?.text].filter(Boolean).join(' '))}`,
    key && `-b${quoted(key.typed)}`,
    world !== undefined && `-w${quoted(world)}`,
    type && `-T${quoted(type.text)}`,
    attributes !== undefined && `-a${attributes}`,
    partial !== undefined && `-P${quoted(partial)}`,
    condition !== undefined && `-E${quoted(condition)}`,
  ];
  const { name, body } = macro;
  const said = [name, `= ${body}`].filter(Boolean).join(' ');
  return ['/def', ...options.filter(Boolean), said].join(' ');
}

function quoted(text: string): string {
  return `'${text.replace(/['\\]/g, '\\$&')}'`;
}
