// The site of docs/: the pages as they stand there, with a search that asks no server.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = new URL('../../../', import.meta.url);
const { version } = JSON.parse(readFileSync(new URL('package.json', root), 'utf8'));

const page = (text, name) => ({ text, link: `/${name}` });

/** Two braces would begin an expression of Vue's, also where they come out of code. */
function withBraces({ renderer: { rules } }) {
  for (const kind of ['text', 'code_inline']) {
    const usual = rules[kind];
    rules[kind] = (...given) => usual(...given).replaceAll('{{', '&#123;&#123;');
  }
}

export default {
  title: 'Clay',
  description: 'A terminal MUD client that never hangs up',
  srcDir: fileURLToPath(new URL('docs', root)),
  outDir: fileURLToPath(new URL('dist/site', root)),
  cacheDir: fileURLToPath(new URL('node_modules/.cache/clay-site', root)),
  base: process.env.CLAY_DOCS_BASE ?? '/',
  cleanUrls: true,
  // What stands in angle brackets or braces is meant so.
  markdown: { html: false, config: withBraces },
  // Files of the project that are no pages: LICENSE, the examples.
  ignoreDeadLinks: [/^(\.\/)?\.\.\//, /examples\//, /\.service$/],
  themeConfig: {
    search: { provider: 'local' },
    outline: [2, 3],
    nav: [page(version, 'deploy')],
    sidebar: [
      {
        text: 'Playing',
        items: [
          page('Features', 'features'),
          page('Manual', 'manual'),
          page('Automation', 'automation'),
          page('Walks and maps', 'walking'),
          page('MXP and MCP', 'mxp-mcp'),
          page('TinyFugue', 'tinyfugue'),
          page('Scripts', 'scripting'),
          page('Troubleshooting', 'troubleshooting'),
        ],
      },
      {
        text: 'Reload and proxy',
        items: [
          page('Hot reload', 'hot-reload'),
          page('Installing and deploying', 'deploy'),
          page('Reliability', 'reliability'),
          page('TLS proxy', 'tls-proxy'),
          page('Security', 'security'),
        ],
      },
      {
        text: 'Inside',
        items: [
          page('Contributing', 'contributing'),
          page('What is shipped', 'shipped'),
          page('Architecture', 'architecture'),
          page('Decisions', 'decisions'),
          page('Protocols', 'protocols'),
          page('Web protocol', 'web-protocol'),
        ],
      },
    ],
  },
};
