// Starts the client once and keeps what V8 has compiled for it: `node warm-start.cjs CLAY.JS OUTPUT`. First as for a
// start-up snapshot, which draws and reads on a made-up client (client/boot/warm-up.ts), then as a user without a terminal
// would, with nothing to read. Both see the same script.
'use strict';
const { writeFileSync } = require('node:fs');
const { startupSnapshot } = require('node:v8');
const vm = require('node:vm');

const [, , script, output] = process.argv;
let compiled;
let start;

vm.Script = class extends vm.Script {
  constructor(source, options) {
    super(source, options);
    compiled ??= this;
  }
};
startupSnapshot.isBuildingSnapshot = () => true;
startupSnapshot.setDeserializeMainFunction = main => {
  start = main;
};
process.argv = [process.argv[0], script, '--plain'];
process.on('exit', () => writeFileSync(output, compiled.createCachedData()));
require(script);
start();
