/**
 * Starts the client once and keeps what V8 has compiled for it. First as for a start-up snapshot, which draws
 * on a made-up client (client/boot/warm-up.ts), then as a user without a terminal would, with nothing to read. Both see
 * the same script.
 */
import { writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { startupSnapshot } from 'node:v8';
import vm from 'node:vm';

/** Runs `script`, a clay.js, in this very process, and writes the code to `output` when it has ended. */
export function warmStart(script: string, output: string): void {
  let compiled: vm.Script | undefined;
  let start: ((data?: unknown) => void) | undefined;
  const { Script } = vm;
  vm.Script = class extends Script {
    constructor(code: string, options?: vm.ScriptOptions | string) {
      super(code, options);
      compiled ??= this;
    }
  };
  startupSnapshot.isBuildingSnapshot = () => true;
  startupSnapshot.setDeserializeMainFunction = main => {
    start = main;
  };
  process.argv = [process.execPath, script, '--plain'];
  process.on('exit', () => writeFileSync(output, (compiled as vm.Script).createCachedData()));
  createRequire(script)(script);
  (start as () => void)();
}
