/** `flood`: numbered lines, as fast as the other side takes them or at a given rate. */
import { setImmediate as nextTurn, setTimeout as wait } from 'node:timers/promises';
import { encodeText, type Session, sendBytes, sendLine } from './session.ts';

/** `flood 000001 ` and a coloured text that differs from line to line. */
export function floodLine(number: number): string {
  const colour = 31 + (number % 7);
  const shade = 16 + (number % 216);
  return (
    `flood ${String(number).padStart(6, '0')} \u001b[${colour}mThe potter \u001b[1mBrömse\u001b[0m turns bowl ` +
    `\u001b[38;5;${shade}m${(number * 7919) % 10_007}\u001b[0m over and finds it \u001b[38;2;200;120;${number % 256}mgood\u001b[0m.`
  );
}

/** Lines made and written at a time: about a network packet's worth beyond the socket's own buffer. */
const batch = 128;

/**
 * Sends lines 1 to `count`, `rate` a second (0 = no limit), and a last line that says so. Waits whenever the
 * client is slow; stops early if the connection closes or `flooding` is cleared.
 */
export async function flood(session: Session, count: number, rate: number): Promise<void> {
  session.flooding = true;
  const start = performance.now();
  let sent = 0;
  while (sent < count && session.flooding && session.phase !== 'closed') {
    const due =
      rate === 0 ? count : Math.min(count, Math.floor(((performance.now() - start) * rate) / 1000) + 1);
    const end = Math.min(due, sent + batch);
    let text = '';
    while (sent < end) text += `${floodLine(++sent)}\n`;
    session.atPrompt = false;
    if (!sendBytes(session, encodeText(text))) await takenUp(session);
    else if (sent < due) await nextTurn();
    else if (sent < count) await wait(Math.min(20, 1000 / rate));
  }
  if (session.phase === 'closed') return;
  session.flooding = false;
  sendLine(session, `flood done: ${sent} lines`);
}

/** Until the client has taken what was sent, and no half of anything is held back. */
async function takenUp(session: Session): Promise<void> {
  await session.output.drained();
  while (session.held && session.phase !== 'closed') await wait(20);
}
