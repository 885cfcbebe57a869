/** Servers that stand in for those beyond this machine: the pages call what they speak for. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { serveGit } from '../../support/git-server.ts';
import { serveReplies } from '../../support/json-server.ts';
import { answering, serveModel } from '../../support/model-server.ts';
import { ownFolder } from '../../support/own-folder.ts';
import { serveYahoo } from '../../support/yahoo-server.ts';
import { gitIn } from '../../plugins/core/git-folder.ts';

export interface Services {
  pluginConfig: Record<string, Record<string, unknown>>;
  /** Arguments in place of those of an example: addresses of these servers. */
  arguments: Record<string, (given: Record<string, unknown>) => Record<string, unknown>>;
  /** Where the remote `origin` of the workspace is. */
  remote: string;
  /** Addresses, and what the pages call them. */
  names: [string, string][];
}

export async function openServices(): Promise<Services> {
  const model = await serveModel(answering('Paris', '.'));
  const yahoo = await serveYahoo();
  const git = await serveGit(repositories());
  const web = await serveReplies(({ body }) => ({
    headers: { date: 'Fri, 02 Jan 2026 03:04:05 GMT' },
    body: { hello: 'world', body: body.toString() },
  }));
  const images = await serveImages();
  const figma = await serveFigma();
  const host = (url: string) => new URL(url).host;
  return {
    pluginConfig: {
      core: {
        allowCommands: true,
        allowHosts: [git.host, host(web.url)],
        ...{ llmBaseUrl: model.baseUrl, llmModel: 'llama3.3' },
      },
      design: {
        ...{ imageProvider: 'automatic1111', imageUrl: images.url, figmaUrl: figma.url },
        figmaToken: { secret: 'FIGMA' },
      },
      finance: { yahooBaseUrl: yahoo.baseUrl },
    },
    arguments: {
      http_request: (given) => ({ ...given, url: `${web.url}/hello` }),
      git_clone: (given) => ({ ...given, url: `http://${git.host}/demo.git` }),
      get_quote: (given) => ({ ...given, symbols: ['AAPL', 'MSFT', '^GSPC'] }),
      get_price_history: (given) => ({
        ...{ ...given, symbols: ['AAPL', 'MSFT', '^GSPC'] },
        ...{ from: '2025-11-03', to: '2025-11-14', interval: 'DAY' },
      }),
    },
    remote: `http://${git.host}/demo.git`,
    names: [
      [`http://${git.host}`, 'https://git.example.org'],
      [web.url, 'https://api.example.org'],
      [figma.url, 'https://api.figma.com'],
    ],
  };
}

function repositories(): string {
  const served = ownFolder();
  const theirs = ownFolder();
  mkdirSync(join(theirs, 'src'));
  writeFileSync(join(theirs, 'README.md'), '# Demo\n');
  writeFileSync(join(theirs, 'src/index.js'), 'console.log("Hello");\n');
  gitIn(theirs, 'init', '-q');
  gitIn(theirs, 'add', '-A');
  gitIn(theirs, 'commit', '-qm', 'Begin');
  gitIn(served, 'clone', '-q', '--bare', theirs, 'demo.git');
  gitIn(join(served, 'demo.git'), 'config', 'http.receivepack', 'true');
  return served;
}

async function serveImages() {
  const background = { width: 768, height: 512, channels: 3 as const, background: '#d94f4f' };
  const picture = await sharp({ create: background }).png().toBuffer();
  const info = JSON.stringify({ seed: 7, sd_model_name: 'sd_xl_base_1.0' });
  return serveReplies(({ path }) => ({
    body: path.endsWith('txt2img') ? { images: [picture.toString('base64')], info } : { progress: 0.5 },
  }));
}

async function serveFigma() {
  const background = { width: 64, height: 32, channels: 3 as const, background: '#2f6fed' };
  const picture = await sharp({ create: background }).png().toBuffer();
  const hero = { id: '1:2', name: 'Hero', type: 'FRAME', absoluteBoundingBox: { width: 1440, height: 600 } };
  const children = [{ id: '0:1', name: 'Home', type: 'CANVAS', children: [hero] }];
  const document = { id: '0:0', name: 'Document', type: 'DOCUMENT', children };
  const file = {
    name: 'Shop',
    lastModified: '2026-01-02T03:04:05Z',
    version: '42',
    document,
    components: {},
    styles: {},
  };
  const server: { url: string } = await serveReplies(({ path }) => {
    if (path === '/drawn.png') return { body: picture };
    const images = { err: null, images: { '1:2': `${server.url}/drawn.png` } };
    return { body: path.startsWith('/v1/images/') ? images : file };
  });
  return server;
}
