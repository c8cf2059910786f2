// `npm run screens`: takes the screens of the documentation from the running program (docs/screens/*.svg, and *.jpg of the browser view).
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildClient, runTypeScript } from '../support/run-typescript.mjs';

buildClient();
await runTypeScript(join(dirname(fileURLToPath(import.meta.url)), 'take.ts'), 'takeScreens');
