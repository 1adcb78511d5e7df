/** The response headers that make a page cross-origin isolated, and how common hosts are told to send them. */

/** A header, the value to send, and others that do as well. */
export interface IsolationHeader {
  readonly value: string;
  readonly alternatives: readonly string[];
}

const COOP = 'Cross-Origin-Opener-Policy';
const COEP = 'Cross-Origin-Embedder-Policy';

export const HEADERS: Readonly<Record<string, IsolationHeader>> = {
  [COOP]: { value: 'same-origin', alternatives: [] },
  [COEP]: { value: 'require-corp', alternatives: ['credentialless'] },
};

/** Where the lines go, and the lines. */
export interface HostConfiguration {
  readonly where: string;
  readonly lines: readonly string[];
}

export const HOSTS: Readonly<Record<string, HostConfiguration>> = {
  vite: {
    where: 'vite.config.ts, the same under preview',
    lines: [`server: { headers: { '${COOP}': 'same-origin', '${COEP}': 'require-corp' } },`, `optimizeDeps: { exclude: ['lockwright'] },`],
  },
  nginx: { where: 'in the location', lines: [`add_header ${COOP} same-origin always;`, `add_header ${COEP} require-corp always;`] },
  apache: {
    where: '.htaccess, with mod_headers',
    lines: [`Header always set ${COOP} "same-origin"`, `Header always set ${COEP} "require-corp"`],
  },
  caddy: { where: 'Caddyfile', lines: [`header ${COOP} same-origin`, `header ${COEP} require-corp`] },
  netlify: { where: '_headers; Cloudflare Pages reads the same', lines: ['/*', `  ${COOP}: same-origin`, `  ${COEP}: require-corp`] },
  vercel: {
    where: 'vercel.json',
    lines: [
      `"headers": [{ "source": "/(.*)", "headers": [`,
      `  { "key": "${COOP}", "value": "same-origin" },`,
      `  { "key": "${COEP}", "value": "require-corp" } ] }]`,
    ],
  },
  express: {
    where: 'before the routes',
    lines: [
      `app.use((_request, response, next) => {`,
      `  response.set({ '${COOP}': 'same-origin', '${COEP}': 'require-corp' });`,
      `  next();`,
      `});`,
    ],
  },
  'github-pages': {
    where: 'cannot send headers',
    lines: ['A service worker can add them to the responses it serves, from the second load of the page on: look for "coi-serviceworker".'],
  },
};
