// Jest's view of TypeScript: esbuild strips the types and emits CommonJS, one file at a time.
const { transformSync, version } = require('esbuild');
const { createHash } = require('node:crypto');

module.exports = {
  process(source, file) {
    const { code, map } = transformSync(source, {
      loader: file.endsWith('.ts') ? 'ts' : 'js',
      format: 'cjs',
      target: 'node20',
      sourcemap: 'external',
      sourcefile: file,
    });
    return { code, map };
  },
  // `instrument` and `configString` belong in the key, or coverage runs reuse uninstrumented files.
  getCacheKey(source, file, { configString, instrument }) {
    return createHash('sha256')
      .update([version, file, source, configString, instrument].join('\0'))
      .digest('hex');
  },
};
