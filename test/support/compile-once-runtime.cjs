// Jest's runtime, which gives each test file modules of its own, and for that compiles every one of them, and a good part
// of itself, anew for each file. Here a worker compiles a module once and runs it in the context of each file: what is
// made by running it is as separate as before.
const vm = require('node:vm');

const { compileFunction } = vm;
/** By the name of the file. */
const compiled = new Map();

function scriptOf(code, words, filename) {
  const known = compiled.get(filename);
  // With coverage the same file is compiled both ways.
  if (known?.code === code && known.words === words) return known.script;
  const head = `(function (${words}) {`;
  const script = new vm.Script(`${head}${code}\n})`, { filename, columnOffset: -head.length });
  compiled.set(filename, { code, words, script });
  return script;
}

vm.compileFunction = (code, words, options = {}) => {
  const { filename, parsingContext } = options;
  // What import() does in a module is up to the file that the module was loaded for.
  if (!parsingContext || code.includes('import(')) return compileFunction(code, words, options);
  return scriptOf(code, words.join(', '), filename).runInContext(parsingContext);
};

module.exports = require('jest-runtime');
