/** What is done to a client whose turns are measured. */
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { dirname, join } from 'node:path';
import { type BenchClient, type BenchClientOptions, startBenchClient } from '../client.ts';
import { answered, until } from '../reload-scene.ts';
import { type Turns, watchTurns } from './watch.ts';

export interface Act {
  readonly what: string;
  /** Files that the profile has from the start. */
  readonly files?: Readonly<Record<string, string>>;
  /** Lines at the top of settings.toml, and more tables behind them. */
  readonly settings?: string;
  readonly tables?: string;
  /** What is measured is from its first turn on. */
  readonly isStart?: true;
  /** Before anything is measured. */
  prepare?(scene: TurnScene): Promise<void>;
  /** What is measured, up to when the client has nothing to do any more. */
  run(scene: TurnScene): Promise<void> | void;
  /** How often; 1. */
  readonly times?: number;
}

export interface TurnScene {
  readonly client: BenchClient;
  readonly socket: Socket;
  /** Types it, and waits until the text has come to the terminal behind that. */
  typed(keys: string, text: string): Promise<void>;
  /** The same, until something that matches has come, which is answered. */
  seen(keys: string, pattern: RegExp): Promise<string>;
  /** Sends lines of the game; resolves when the client has read them. */
  say(lines: Iterable<string>): Promise<void>;
  /** Puts a file into the profile. */
  write(name: string, text: string): void;
  /** Resolves when the client has nothing to do. */
  idle(): Promise<void>;
}

/** The turns of each time. `CLAY_SHOW`: prints the last of what has come to the terminal, so many characters. */
export async function turnsOf(act: Act, nodeOptions: readonly string[] = []): Promise<Turns[]> {
  const watch = watchTurns();
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const connected = once(server, 'connection');
  let output = '';
  const { port } = server.address() as AddressInfo;
  const options: BenchClientOptions = {
    settings: `more_mode = false\n${act.settings ?? ''}\n[worlds.Alpha]\nhost = "127.0.0.1"\nport = ${port}\n${act.tables ?? ''}`,
    args: ['Alpha'],
    env: watch.env,
    nodeOptions,
    ...(act.files && { files: act.files }),
    onOutput(bytes) {
      output = (output + bytes.toString()).slice(-64 * 1024);
    },
  };
  const client = await startBenchClient(options);
  const [socket] = (await connected) as [Socket];
  socket.on('error', () => socket.destroy());
  const scene: TurnScene = {
    ...{ client, socket, idle: () => watch.idle() },
    async typed(keys, text) {
      output = '';
      client.type(keys);
      await until(() => output.includes(text), text);
    },
    async seen(keys, pattern) {
      output = '';
      client.type(keys);
      await until(() => pattern.test(output), pattern.source);
      return pattern.exec(output)?.[0] ?? '';
    },
    async say(lines) {
      for (const line of lines) if (!socket.write(`${line}\r\n`)) await once(socket, 'drain');
      await answered(socket);
    },
    write(name, text) {
      const path = join(client.directories[0]!, name);
      mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
      writeFileSync(path, text, { mode: 0o600 });
    },
  };
  try {
    await answered(socket);
    await watch.idle();
    await act.prepare?.(scene);
    await watch.idle();
    const turns: Turns[] = [];
    for (let time = 0; time < (act.times ?? 1); time++) {
      const from = act.isStart ? 0 : watch.now();
      await act.run(scene);
      await watch.idle();
      turns.push(watch.since(from));
      if (process.env.CLAY_SHOW) console.log(JSON.stringify(output.slice(-Number(process.env.CLAY_SHOW))));
    }
    return turns;
  } finally {
    await client.stop();
    server.close();
  }
}
